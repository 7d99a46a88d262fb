package dev.towline.render;

/** A unit that is not part of a release, and whether it shall be enabled and running. */
public record RenderedUnit(String name, boolean enabled, boolean running) {
    public RenderedUnit {
        UnitName.check(name);
    }
}
