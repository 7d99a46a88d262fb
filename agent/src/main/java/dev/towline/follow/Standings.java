package dev.towline.follow;

import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.event.SourceStanding;
import dev.towline.history.Sources;
import dev.towline.history.Sources.Known;
import dev.towline.source.FailureKind;
import dev.towline.source.SourceSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Consumer;

/** What is known of the sources, kept over a start of the agent and told to those who listen. */
final class Standings {
    /** How much older the time of the last answer may be after a start; each poll would be a write otherwise. */
    private static final Duration PRECISION = Duration.ofMinutes(5);
    private final Sources store;
    private final Events events;
    private final Clock clock;

    Standings(Sources store, Events events, Clock clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
    }

    /** What a failure says; one cut after a good look is none yet. */
    static SourceStanding failed(SourceStanding before, FailureKind kind) {
        return switch (kind) {
            case AUTHENTICATION, HOST_KEY -> SourceStanding.DENIED;
            case NOT_FOUND -> SourceStanding.GONE;
            case LIMIT, UNSAFE, CORRUPT -> SourceStanding.UNFIT;
            case NETWORK, DISK -> before == SourceStanding.WELL ? SourceStanding.CUT : SourceStanding.UNREACHABLE;
        };
    }

    /** As it was when the agent stopped. Trouble stays trouble until it is asked again; what was well may not be so any more. */
    Known opened(SourceSpec spec) {
        return store.find(spec.name()).filter(known -> known.url().equals(spec.url()))
                .map(known -> known.standing().isTrouble() ? known : unasked(known))
                .orElseGet(() -> new Known(spec.name(), spec.url(), SourceStanding.UNASKED, "", null, null));
    }

    private static Known unasked(Known known) {
        return new Known(known.name(), known.url(), SourceStanding.UNASKED, "", known.revision(),
                known.lastSuccess());
    }

    /** Tells what has changed, and keeps it. */
    void changed(Known before, Known now) {
        if (now.standing() != before.standing() || !now.why().equals(before.why())) {
            events.publish(event(now));
        }
        if (store.find(now.name()).filter(stored -> isRecent(stored, now)).isEmpty()) {
            store.put(now);
        }
    }

    private static boolean isRecent(Known stored, Known now) {
        boolean same = stored.equals(new Known(now.name(), now.url(), now.standing(), now.why(), now.revision(),
                stored.lastSuccess()));
        Instant then = stored.lastSuccess();
        Instant success = now.lastSuccess();
        return same && (success == null || then != null && then.plus(PRECISION).isAfter(success));
    }

    /** Tells one who listens from now on what is known already. */
    void tell(Consumer<Event> listener) {
        store.all().stream().map(known -> known.standing().isTrouble() ? known : unasked(known)).map(this::event)
                .forEach(listener);
    }

    private Event event(Known known) {
        return new Event.SourceStands(clock.instant(), known.name(), known.standing(), known.why(),
                known.revision(), known.lastSuccess());
    }

    /** Forgets all but these. */
    void keep(Collection<String> names) {
        store.all().stream().map(Known::name).filter(name -> !names.contains(name)).forEach(name -> {
            store.forget(name);
            events.publish(new Event.SourceGone(clock.instant(), name));
        });
    }
}
