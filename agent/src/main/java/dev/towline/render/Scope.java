package dev.towline.render;

import dev.towline.desired.Component;
import dev.towline.desired.ComponentSpec.ChangeSpec;
import dev.towline.desired.Mode;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.Template;
import dev.towline.host.Ownership;
import dev.towline.source.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fills in the texts that stand in one YAML file. Secrets are not among what these may see: a path, a name or a command's
 * words end up in logs and process lists.
 */
final class Scope {
    private final TemplateEngine engine;
    private final AgentFacts agent;
    private final Map<String, @Nullable Object> variables;

    Scope(TemplateEngine engine, AgentFacts agent, Map<String, @Nullable Object> variables) {
        this.engine = engine;
        this.agent = agent;
        this.variables = variables;
    }

    /** The same with more variables, which win. */
    Scope with(Map<String, ?> more) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(variables);
        all.putAll(more);
        return new Scope(engine, agent, all);
    }

    AgentFacts agent() {
        return agent;
    }

    String text(Template template) throws RenderException {
        if (template.isPlain()) {
            return template.text();
        }
        try {
            return engine.render(new TemplateSource(template.at().file(), template.text()), variables);
        } catch (RenderException e) {
            throw placed(e, template);
        }
    }

    String text(@Nullable Template template, String otherwise) throws RenderException {
        return template == null ? otherwise : text(template);
    }

    List<String> texts(List<Template> templates) throws RenderException {
        List<String> texts = new ArrayList<>();
        for (Template template : templates) {
            texts.add(text(template));
        }
        return texts;
    }

    /** A command's words. */
    List<String> argv(List<Template> words) throws RenderException {
        List<String> argv = texts(words);
        if (argv.isEmpty() || argv.getFirst().isBlank() || argv.stream().anyMatch(w -> w.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("a command names a program, and holds no NUL");
        }
        return argv;
    }

    String path(Template template) throws RenderException {
        return agent.below(line(template));
    }

    List<String> paths(List<Template> templates) throws RenderException {
        List<String> paths = new ArrayList<>();
        for (Template template : templates) {
            paths.add(path(template));
        }
        return paths;
    }

    /** A text of one line that is not empty, as a name or path is; a block's last line break is no part of it. */
    String line(Template template) throws RenderException {
        String text = text(template).strip();
        if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
            throw refused(template,
                    "'" + Printable.of(template.text(), 60) + "' comes out as '" + Printable.of(text, 60)
                            + "', which is empty or holds control characters");
        }
        return text;
    }

    String unit(Template template) throws RenderException {
        return UnitName.check(line(template));
    }

    /** Whether the expression is true; what is not given is. */
    /** A variable that is a list, joined by spaces, comes out as several words, or as none. */
    List<String> words(Template template) throws RenderException {
        return template.isPlain()
                ? List.of(line(template))
                : Stream.of(text(template).strip().split("\\s+")).filter(w -> !w.isEmpty()).toList();
    }

    boolean wanted(@Nullable Template when) throws RenderException {
        if (when == null) {
            return true;
        }
        Object value;
        try {
            value = engine.evaluate(when.text(), variables, when.at().file());
        } catch (RenderException e) {
            throw placed(e, when);
        }
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw refused(when, "'" + Printable.of(when.text(), 60) + "' is neither true nor false");
    }

    /** The mappings of a list, each with its {@code name}. */
    List<Map<?, ?>> items(Template each) throws RenderException {
        Object value;
        try {
            value = engine.evaluate(each.text(), variables, each.at().file());
        } catch (RenderException e) {
            throw placed(e, each);
        }
        if (!(value instanceof List<?> list)) {
            throw refused(each, "'" + Printable.of(each.text(), 60) + "' is no list");
        }
        List<Map<?, ?>> items = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> map) || !(map.get("name") instanceof String)) {
                throw refused(each, "'" + Printable.of(each.text(), 60)
                        + "' is a list of mappings, each with its 'name', for instance [{ name: mail, command: … }]");
            }
            items.add(map);
        }
        return items;
    }

    Ownership ownership(Template owner, Template group, Mode mode) throws RenderException {
        return new Ownership(account(owner), account(group), mode.bits());
    }

    String account(Template template) throws RenderException {
        String name = line(template);
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}")) {
            throw refused(template, "'" + Printable.of(name, 60) + "' is no name of a user or group");
        }
        return name;
    }

    OnChange onChange(@Nullable ChangeSpec change) throws RenderException {
        return switch (change) {
            case null -> new OnChange.Nothing();
            case ChangeSpec.Reload reload -> new OnChange.Reload(unit(reload.reload()));
            case ChangeSpec.Restart restart -> new OnChange.Restart(unit(restart.restart()));
            case ChangeSpec.Run run -> new OnChange.Run(argv(run.run()));
        };
    }

    /** A template file of the component. */
    String file(Component component, String path, Place namedAt, Map<String, ?> more) throws RenderException {
        String name = component.label() + "/" + path;
        byte[] bytes = component.read(path).orElseThrow(() -> new RenderException(
                List.of(namedAt.problem("the template '" + path + "' cannot be read", "is it a link to nowhere?"))));
        Map<String, @Nullable Object> all = new LinkedHashMap<>(variables);
        all.putAll(more);
        return engine.render(new TemplateSource(name, decode(bytes, name)), all);
    }

    /** A template that stands in the YAML file itself. */
    String inline(Template template, Map<String, ?> more) throws RenderException {
        return with(more).text(template);
    }

    static String decode(byte[] bytes, String name) throws RenderException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw new RenderException(List.of(
                    Place.of(name).problem("the template is not UTF-8", "save it as UTF-8, or name it as 'source'")));
        }
    }

    private static RenderException placed(RenderException e, Template template) {
        return new RenderException(e.problems().stream().map(p -> {
            if (!p.file().equals(template.at().file())) {
                return p;
            }
            Place at = template.place(p.line(), p.column());
            return new Problem(at.file(), at.line(), at.column(), p.message(), p.remedy());
        }).toList());
    }

    private static RenderException refused(Template template, String message) {
        return new RenderException(List.of(template.at().problem(message)));
    }
}
