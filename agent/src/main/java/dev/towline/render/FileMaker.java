package dev.towline.render;

import dev.towline.desired.Component;
import dev.towline.desired.ComponentSpec.FileSpec;
import dev.towline.desired.ComponentSpec.ReleaseFileSpec;
import dev.towline.desired.ConfigFiles;
import dev.towline.desired.Located;
import dev.towline.desired.Place;
import dev.towline.desired.RelativePath;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.Template;
import dev.towline.host.Ownership;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the files of one component; only their contents may hold secrets, and then not for everybody to read. */
final class FileMaker {
    private static final int READ_BY_ALL = 04;
    /** What they make of a secret cannot be found by its value. */
    private static final List<String> HASHES = List.of("hash", "checksum", "md5", "sha1");

    private final Component component;
    private final TargetSpec target;
    private final ConfigFiles repo;
    private final RepoTemplates templates;
    private final SecretValues secrets;

    FileMaker(Component component, TargetSpec target, ConfigFiles repo, RepoTemplates templates, SecretValues secrets) {
        this.component = component;
        this.target = target;
        this.repo = repo;
        this.templates = templates;
        this.secrets = secrets;
    }

    /**
     * A text.
     *
     * @param secret whether it holds or mentions one; a part of the settings' digest, so it stays as it always was
     * @param derived whether it may tell one in a form that nobody finds, for instance a hash
     */
    private record Made(Content content, boolean secret, boolean derived, String origin) {}

    /** Secrets are hidden by their values; only what cannot be found so is not shown at all. */
    private static Content shown(Made made, boolean declared) {
        return declared || made.derived() ? made.content().withhold() : made.content();
    }

    RenderedFile file(FileSpec spec, Scope scope) throws RenderException {
        Ownership ownership = scope.ownership(spec.owner(), spec.group(), spec.mode());
        Template source = spec.source().orElse(null);
        Made made = source != null
                ? verbatim(source, scope)
                : templated(spec.template().orElse(null), spec.content().orElse(null), ownership, scope,
                        spec.path().at());
        return new RenderedFile(scope.path(spec.path()), shown(made, spec.secret()), ownership,
                spec.validator().map(Located<String>::value).orElse(null), scope.onChange(spec.onChange().orElse(null)),
                spec.secret() || made.secret(), made.origin());
    }

    /** A file of a release: its path is below the release's folder. */
    RenderedFile releaseFile(ReleaseFileSpec spec, Scope scope, String releasePath) throws RenderException {
        RelativePath path = new RelativePath(scope.line(spec.path()));
        String owner = spec.owner().isPresent() ? scope.account(spec.owner().get()) : "root";
        String group = spec.group().isPresent() ? scope.account(spec.group().get()) : target.user();
        Ownership ownership = new Ownership(owner, group, spec.mode().bits());
        Made made = templated(spec.template().orElse(null), spec.content().orElse(null), ownership, scope,
                spec.path().at());
        return new RenderedFile(releasePath + "/" + path, shown(made, spec.secret()), ownership, null,
                new OnChange.Nothing(),
                spec.secret() || made.secret(), made.origin());
    }

    /** A unit file; it sees no secrets, because every user may ask systemd for its content. */
    RenderedFile unit(Located<RelativePath> template, String unit, Scope scope, Map<String, ?> more)
            throws RenderException {
        String name = component.label() + "/" + template.value();
        String text = scope.file(component, template.value().value(), template.at(), more);
        return new RenderedFile(scope.agent().below("/etc/systemd/system/" + UnitName.check(unit)), Content.of(text),
                Ownership.root(0644), null, new OnChange.Nothing(), false, name);
    }

    private Made templated(@Nullable Located<RelativePath> file, @Nullable Template content, Ownership ownership,
            Scope scope,
            Place at) throws RenderException {
        String text;
        String source;
        String origin;
        if (file != null) {
            text = scope.file(component, file.value().value(), file.at(), secrets.forContent());
            source = component.read(file.value().value()).map(b -> new String(b, StandardCharsets.UTF_8)).orElse("");
            origin = component.label() + "/" + file.value();
        } else if (content != null) {
            text = scope.inline(content, secrets.forContent());
            source = content.text();
            origin = content.at().file();
        } else {
            throw new IllegalArgumentException("a file has a template or a content");
        }
        Content made = Content.of(text);
        TargetBudget.made(origin, made.size());
        boolean holds = secrets.isIn(text);
        if (holds && (ownership.mode() & READ_BY_ALL) != 0) {
            throw new RenderException(List.of(at.problem(
                    "this file holds a secret, and with mode " + ownership.octal() + " every user may read it",
                    "use mode \"0640\" or stricter")));
        }
        boolean readByAll = (ownership.mode() & READ_BY_ALL) != 0;
        return new Made(made, holds || mentions(source), !readByAll && (hashes(source) || !holds && uses(source)),
                origin);
    }

    private boolean mentions(String text) {
        boolean includes = text.contains("include") || text.contains("import") || text.contains("extends");
        return text.contains("secrets") || includes && templates.mentionsSecrets(component);
    }

    /** Whether an expression or statement, and not only the text around it, speaks of secrets; what it includes counts whole. */
    private boolean uses(String text) {
        return Delimited.mentions(text, "secrets")
                || (Delimited.mentions(text, "include") || Delimited.mentions(text, "import")
                        || Delimited.mentions(text, "extends")) && templates.mentionsSecrets(component);
    }

    private static boolean hashes(String text) {
        return Delimited.blocks(text).stream()
                .anyMatch(block -> block.contains("secrets") && HASHES.stream().anyMatch(block::contains));
    }

    private Made verbatim(Template source, Scope scope) throws RenderException {
        String path = "files/" + new RelativePath(scope.line(source));
        if (target.site().isPresent()) {
            String own = "sites/" + target.name() + "/" + path;
            Optional<byte[]> bytes = repo.read(own);
            if (bytes.isPresent()) {
                TargetBudget.made(own, bytes.get().length);
                return new Made(Content.of(bytes.get()), false, false, own);
            }
        }
        byte[] bytes = component.read(path).orElseThrow(() -> new RenderException(List.of(source.at().problem(
                "there is no " + path + " in " + component.label() + "/"
                        + (target.site().isPresent() ? " nor in sites/" + target.name() + "/" : ""),
                "add the file"))));
        TargetBudget.made(component.label() + "/" + path, bytes.length);
        return new Made(Content.of(bytes), false, false, component.label() + "/" + path);
    }
}
