package dev.towline.render.value;

/** Jinja's {@code namespace()}: the one value whose attributes a template may set. */
public record Namespace(Dict attributes) {}
