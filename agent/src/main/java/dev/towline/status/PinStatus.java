package dev.towline.status;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A release that a person rolled back to, and that stays until Git moves.
 *
 * @param config commit of the config repo that made it
 * @param app commit of the app repo that made it, or null
 * @param by who asked for it
 * @param behind how many commits of the app repo it does not have; null where that cannot be counted, or without an app
 * @param configBehind the same of the config repo
 */
public record PinStatus(String release, String config, @Nullable String app, String by, @Nullable Integer behind,
        @Nullable Integer configBehind) {
    PinStatus masked(UnaryOperator<String> mask) {
        return new PinStatus(release, config, app, mask.apply(by), behind, configBehind);
    }

    /** For a person. */
    public String text() {
        return "pinned to " + release + " by " + by + ", behind by " + distance();
    }

    private String distance() {
        String ofApp = commits(behind, "");
        String ofConfig = commits(configBehind, " of the config repo");
        return ofApp.isEmpty() && ofConfig.isEmpty()
                ? "what Git says"
                : ofApp.isEmpty() ? ofConfig : ofConfig.isEmpty() ? ofApp : ofApp + " and " + ofConfig;
    }

    private static String commits(@Nullable Integer count, String where) {
        return count == null || count == 0 ? "" : count + (count == 1 ? " commit" : " commits") + where;
    }
}
