package dev.towline.history.sqlite;

import dev.towline.history.After;
import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** As it stands in the column {@code after}; a form that was once written stays readable. */
final class AfterText {
    private static final String RELOAD = "reload ";
    private static final String RESTART = "restart ";
    private static final String WAS = "was ";
    private static final String ENABLED = "enabled";
    private static final String RUNNING = "running";

    private AfterText() {}

    static @Nullable String write(@Nullable After after) {
        return switch (after) {
            case null -> null;
            case After.Reload a -> RELOAD + a.unit();
            case After.Restart a -> RESTART + a.unit();
            case After.Was a -> WAS + ((a.enabled() ? ENABLED + " " : "") + (a.running() ? RUNNING : "")).strip();
        };
    }

    /**
     * What was written.
     *
     * @throws HistoryException DAMAGED when it means nothing to this version
     */
    static @Nullable After read(@Nullable String text) {
        if (text == null) {
            return null;
        } else if (text.startsWith(RELOAD)) {
            return new After.Reload(text.substring(RELOAD.length()));
        } else if (text.startsWith(RESTART)) {
            return new After.Restart(text.substring(RESTART.length()));
        } else if (text.startsWith(WAS)) {
            List<String> words = List.of(text.split(" ", -1));
            return new After.Was(words.contains(ENABLED), words.contains(RUNNING));
        }
        throw new HistoryException(Kind.DAMAGED, "the inventory holds '" + text
                + "', which this Towline does not know; start the version that wrote it");
    }
}
