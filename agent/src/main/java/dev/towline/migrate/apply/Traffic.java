package dev.towline.migrate.apply;

import dev.towline.migrate.shadow.Sent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the site's role has sent to its database, as far as that is known.
 *
 * @param why it is not {@link State#CHECKED}; null where it is
 * @param since when it was counted from; null where the server does not tell
 * @param marked whether that is when the last process of the release before ended, so that it is all of the release that runs
 */
record Traffic(State state, @Nullable String why, List<Sent> sent, @Nullable Instant since, boolean marked) {

    /** How much it says, in the words that every engine's answer has. */
    enum State {
        /** Nobody counts. */
        OFF,
        /** It is not shown to this role. */
        UNREADABLE,
        /** Watched for too short a time to be all. */
        YOUNG,
        /** All that is sent in an ordinary while. */
        CHECKED
    }

    Traffic {
        sent = List.copyOf(sent);
    }

    static Traffic unknown(State state, String why) {
        return new Traffic(state, why, List.of(), null, false);
    }

    /** For what takes away only that counts which was sent since the release before has ended. */
    Map<String, @Nullable Object> ofTheContract(int tried) {
        return marked || state == State.OFF || state == State.UNREADABLE
                ? json(tried)
                : unknown(State.YOUNG, "nothing has been counted since the release before ended").json(tried);
    }

    /** @param tried how many of them worked before */
    Map<String, @Nullable Object> json(int tried) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("state", state.name().toLowerCase(Locale.ROOT));
        json.put("statements", tried);
        json.put("since", since == null ? null : since.toString());
        json.put("why", why);
        return json;
    }
}
