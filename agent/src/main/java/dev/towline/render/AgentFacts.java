package dev.towline.render;

import java.util.List;

/**
 * What templates may know of the agent.
 *
 * @param root prefix of every path, empty for the real root; without a slash at its end
 * @param listen host and port of the agent's own server
 * @param hooks ids of the webhooks that it takes
 */
public record AgentFacts(String root, String listen, List<String> hooks) {
    public AgentFacts {
        hooks = List.copyOf(hooks);
        if (!root.isEmpty()) {
            HostPath.check(root);
        }
        if (root.equals("/")) {
            throw new IllegalArgumentException("the real root is an empty prefix");
        }
    }

    /** The path below the root; one that is there already stays. */
    public String below(String path) {
        HostPath.check(path);
        return root.isEmpty() || path.equals(root) || path.startsWith(root + "/") ? path : root + path;
    }
}
