package dev.towline.render;

import dev.towline.host.Ownership;

/** One folder as it shall be. */
public record RenderedDirectory(String path, Ownership ownership) {
    public RenderedDirectory {
        HostPath.check(path);
    }
}
