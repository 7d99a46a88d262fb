package dev.towline.render;

import dev.towline.host.Ownership;
import org.jspecify.annotations.Nullable;

/**
 * One file as it shall be.
 *
 * @param path absolute on the host
 * @param validator name of the validator that must accept the tree with this file in it, or null
 * @param secret whether a diff must not show its content
 * @param origin the template or source in the config repo, for messages
 */
public record RenderedFile(String path, Content content, Ownership ownership, @Nullable String validator,
        OnChange onChange,
        boolean secret, String origin) {
    public RenderedFile {
        HostPath.check(path);
    }
}
