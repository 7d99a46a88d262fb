package dev.towline.render;

import dev.towline.desired.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Renders Ansible's Jinja. Immutable and safe for use by many threads; parsed templates are kept by digest. */
public final class TemplateEngine {
    private final TemplateLoader loader;

    public TemplateEngine(TemplateLoader loader) {
        this.loader = Objects.requireNonNull(loader);
    }

    /** @param vars plain values: strings, numbers, booleans, null, lists and maps of these */
    public String render(TemplateSource source, Map<String, ?> vars) throws RenderException {
        throw new RenderException(List.of(new Problem(source.name(), 1, 1, "no engine yet for " + loader, "wait")));
    }

    /**
     * The value of one bare expression (no braces), as a plain Java value.
     *
     * @param where what an error names as its file
     */
    public @Nullable Object evaluate(String expression, Map<String, ?> vars, String where) throws RenderException {
        throw new RenderException(List.of(new Problem(where, 1, 1, "no engine yet", "wait")));
    }
}
