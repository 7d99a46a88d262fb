package dev.towline.render;

import java.util.List;

/**
 * A symbolic link to the first of its targets that exists (the last, where none does). What the target holds is watched: when
 * it changes, for instance because certbot renewed it, the follow-up runs.
 */
public record RenderedLink(String path, List<String> targets, OnChange onChange) {
    public RenderedLink {
        HostPath.check(path);
        targets = List.copyOf(targets);
        targets.forEach(HostPath::check);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("the link " + path + " names no target");
        }
    }
}
