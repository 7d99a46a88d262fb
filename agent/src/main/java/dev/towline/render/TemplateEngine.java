package dev.towline.render;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.loader.ResourceLocator;
import dev.towline.desired.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Borrowed: a stand-in until the engine is in main. */
public final class TemplateEngine {
    private final Jinjava jinjava = new Jinjava(JinjavaConfig.newBuilder().withFailOnUnknownTokens(true)
            .withNestedInterpretationEnabled(false).withTrimBlocks(true).build());
    private final TemplateLoader loader;
    private String current = "";

    public TemplateEngine(TemplateLoader loader) {
        this.loader = Objects.requireNonNull(loader);
        jinjava.setResourceLocator((ResourceLocator) (name, encoding, interpreter) -> this.loader.load(name, current)
                .map(TemplateSource::text).orElseThrow(() -> new IllegalArgumentException("no template " + name)));
    }

    public synchronized String render(TemplateSource source, Map<String, ? extends @Nullable Object> vars)
            throws RenderException {
        current = source.name();
        RenderResult result = jinjava.renderForResult(source.text(), new HashMap<>(vars));
        if (!result.getErrors().isEmpty()) {
            throw new RenderException(result.getErrors().stream()
                    .map(e -> new Problem(source.name(), Math.max(0, e.getLineno()), 1, String.valueOf(e.getMessage()),
                            ""))
                    .toList());
        }
        return result.getOutput();
    }

    public @Nullable Object evaluate(String expression, Map<String, ? extends @Nullable Object> vars, String where)
            throws RenderException {
        String text = render(new TemplateSource(where, "{{ " + expression + " }}"), vars);
        return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : text;
    }
}
