package dev.towline.render;

import java.util.Objects;

/** A template's text and the name it is reported by: its path in the config repo. */
public record TemplateSource(String name, String text) {
    public TemplateSource {
        Objects.requireNonNull(name);
        Objects.requireNonNull(text);
    }
}
