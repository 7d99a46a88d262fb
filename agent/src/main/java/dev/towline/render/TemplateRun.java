package dev.towline.render;

import dev.towline.desired.Problem;
import dev.towline.render.filter.Library;
import dev.towline.render.syntax.Node;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Types;
import dev.towline.render.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run over a template and all that it includes. */
final class TemplateRun {
    private final Templates templates;
    private final TemplateLoader loader;
    private final Library library;
    private final Budget budget = new Budget();
    private final List<Problem> problems = new ArrayList<>();

    TemplateRun(Templates templates, TemplateLoader loader, Library library) {
        this.templates = templates;
        this.loader = loader;
        this.library = library;
    }

    Library library() {
        return library;
    }

    Budget budget() {
        return budget;
    }

    List<Problem> problems() {
        return problems;
    }

    void include(String from, Node.Include node, Object name, TemplateScope scope, Output output) {
        Optional<TemplateSource> found = Optional.empty();
        List<Object> names = name instanceof List<?> ? Types.list(name) : List.of(Undefined.require(name));
        for (Object each : names) {
            found = found.isPresent() ? found : load(from, each);
        }
        if (found.isEmpty() && !node.ignoreMissing()) {
            throw notFound();
        }
        found.ifPresent(source -> run(source,
                node.withContext() ? scope.included() : TemplateScope.root(new Variables(Map.of())), output));
    }

    Module module(String from, Object name, boolean withContext, TemplateScope scope) {
        TemplateSource source = load(from, name).orElseThrow(TemplateRun::notFound);
        TemplateScope inner = withContext ? scope.included() : TemplateScope.root(new Variables(Map.of()));
        run(source, inner, new Output());
        return new Module(source.name(), inner.names());
    }

    private static PyError notFound() {
        return new PyError("the included template was not found",
                "it must be in the component's own folder or in the config repo's shared folder");
    }

    private Optional<TemplateSource> load(String from, Object name) {
        String path = Types.text(name);
        boolean odd = path.isEmpty() || path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0;
        for (String part : path.split("/", -1)) {
            odd |= part.isEmpty() || part.equals("..") || part.equals(".");
        }
        if (odd) {
            throw new PyError(
                    "an include may not leave its folder: absolute names, '.', '..' and backslashes are refused",
                    "name a template of the component or of the config repo's shared folder");
        }
        return loader.load(path, from);
    }

    void run(TemplateSource source, TemplateScope scope, Output output) {
        budget.enter();
        List<Node> nodes = templates.included(source);
        budget.spend(source.text().length() / 16);
        new NodeRunner(source.name(), this).run(nodes, scope, output);
        budget.leave();
    }
}
