package dev.towline.render;

import java.util.Optional;

/**
 * Finds what a template includes or imports. The engine has refused absolute names and {@code ..} before it asks; the
 * loader answers only from the asking template's own component and from the config repo's shared folder.
 */
@FunctionalInterface
public interface TemplateLoader {
    /** @param name as the template wrote it; {@code fromTemplate} is the full name of the template that asks */
    Optional<TemplateSource> load(String name, String fromTemplate);

    /** Knows no template, for those that stand alone. */
    static TemplateLoader none() {
        return (name, fromTemplate) -> Optional.empty();
    }
}
