package dev.towline.history;

import org.jspecify.annotations.Nullable;

/**
 * What a deployment tries to bring about, in terms that do not change with unrelated commits.
 *
 * @param config commit of the config repo it was rendered from
 * @param settings hex digest of what the target's configuration rendered to
 * @param app commit of the app repo, or null
 * @param release id of the release, or null
 */
public record Pair(String config, String settings, @Nullable String app, @Nullable String release) {
    /** Whether both mean the same to the host, whichever commit they came from. */
    public boolean same(Pair other) {
        return settings.equals(other.settings) && java.util.Objects.equals(app, other.app)
                && java.util.Objects.equals(release, other.release);
    }
}
