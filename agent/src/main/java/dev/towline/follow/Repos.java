package dev.towline.follow;

import dev.towline.budget.Budget;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.event.SourceStanding;
import dev.towline.history.Sources;
import dev.towline.history.Sources.Known;
import dev.towline.reconcile.SourceTrouble;
import dev.towline.source.FetchResult;
import dev.towline.source.Revision;
import dev.towline.source.Source;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import dev.towline.status.LiveBoard;
import dev.towline.status.SourceStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The repos that are followed, each opened once and asked no more often than its failures allow. */
final class Repos implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Repos.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private final Function<SourceSpec, Source> opener;
    private final Standings standings;
    private final Events events;
    private final LiveBoard board;
    private final Clock clock;
    private final Duration longestWait;
    private final Map<String, Followed> followed = new ConcurrentHashMap<>();

    private volatile boolean asking;

    /** One repo, and when it may be asked again. */
    private record Followed(Source source, int failures, Instant notBefore, Known known, SourceNotes noted) {
        static Followed fresh(Source source, Known known) {
            return new Followed(source, 0, Instant.MIN, known, new SourceNotes());
        }
    }

    /** One cut is no trouble: the next look may find everything well. More are, and so is a first look that fails. */
    Optional<SourceTrouble> trouble(String name) {
        Followed one = followed.get(name);
        if (one == null) {
            return Optional.empty();
        }
        SourceStanding standing = one.known().standing();
        if (standing == SourceStanding.UNASKED && asking) {
            return Optional.of(new SourceTrouble(name, false, "it was not asked yet since the agent started"));
        }
        return standing.isTrouble()
                ? Optional.of(new SourceTrouble(name, standing.needsPerson(), one.known().why()))
                : Optional.empty();
    }

    /** From now on each repo is asked by itself; until it has answered nobody knows whether all is well. */
    void asking() {
        asking = true;
    }

    /** @param longestWait after failures that repeat themselves */
    Repos(Function<SourceSpec, Source> opener, Sources memory, Events events, LiveBoard board, Clock clock,
            Duration longestWait) {
        this.opener = opener;
        this.standings = new Standings(memory, events, clock);
        this.events = events;
        this.board = board;
        this.clock = clock;
        this.longestWait = longestWait;
    }

    /** Follows it from now on; on other terms than before it is opened anew. */
    Source open(SourceSpec spec) {
        Followed known = followed.get(spec.name());
        if (known != null && known.source().spec().equals(spec)) {
            return known.source();
        }
        if (known != null) {
            known.source().close();
        }
        Source source = opener.apply(spec);
        Known before = standings.opened(spec);
        followed.put(spec.name(), Followed.fresh(source, before));
        board.put(new SourceStatus(spec.name(), spec.url(), spec.policy().toString(),
                source.current().map(Revision::commit).orElse(null), before.standing().tag(), "", before.why(),
                before.lastSuccess(), null, List.of()));
        return source;
    }

    Optional<Source> find(String name) {
        return Optional.ofNullable(followed.get(name)).map(Followed::source);
    }

    /** How many commits the later one has that the earlier one has not; null where one of them is not here. */
    @Nullable
    Integer between(String name, String from, String to) {
        try {
            return find(name).map(source -> source.log(Revision.of(from), Revision.of(to),
                    Budget.COMMITS_COUNTED.count()).size()).orElse(null);
        } catch (SourceException e) {
            return null;
        }
    }

    /** What the last look that went wrong said, or empty. */
    String said(String name) {
        Followed one = followed.get(name);
        return one == null ? "" : one.known().why();
    }

    /** Whether it moved. One that failed lately is left alone for a while unless it is urgent. */
    boolean fetch(String name, boolean urgent) {
        Followed one = followed.get(name);
        if (one == null || !urgent && clock.instant().isBefore(one.notBefore())) {
            return false;
        }
        Instant began = clock.instant();
        FetchResult result = one.source().fetch();
        Duration took = Duration.between(began, clock.instant());
        return switch (result) {
            case FetchResult.Unchanged r -> told(one, "unchanged", r.revision(), took, "", SourceStanding.WELL);
            case FetchResult.Moved r -> {
                String how = (r.forced() ? "history was rewritten: " : "") + r.head().author() + ": "
                        + r.head().subject();
                LOG.info("{} moved to {} ({})", name, r.to(), how);
                told(one, "moved", r.to(), took, how, SourceStanding.WELL);
                yield true;
            }
            case FetchResult.Refused r -> {
                say(one, name, r.why());
                yield told(one, "refused", r.kept().orElse(null), took, r.why(), SourceStanding.REFUSED);
            }
            case FetchResult.Failed r -> {
                say(one, name, r.why());
                yield told(one, "failed", null, took, r.why(),
                        Standings.failed(one.known().standing(), r.kind()));
            }
        };
    }

    private static void say(Followed one, String name, String why) {
        if (!one.known().why().equals(why)) {
            LOG.warn("{}: {}", name, why);
        }
    }

    private boolean told(Followed one, String result, @Nullable Revision revision, Duration took, String detail,
            SourceStanding standing) {
        boolean failed = result.equals("failed");
        int failures = failed ? one.failures() + 1 : 0;
        Instant now = clock.instant();
        Instant notBefore = failed ? now.plus(wait(failures)) : Instant.MIN;
        Known before = one.known();
        String name = before.name();
        Known known = new Known(name, before.url(), standing, standing == SourceStanding.WELL ? "" : detail,
                revision == null ? before.revision() : revision.commit(),
                standing == SourceStanding.WELL ? now : before.lastSuccess());
        followed.put(name, new Followed(one.source(), failures, notBefore, known, one.noted()));
        note(name);
        standings.changed(before, known);
        events.publish(
                new Event.SourceFetched(now, name, result, revision == null ? null : revision.commit(), took, detail));
        return false;
    }

    /** What it is shown is not on this host any more: it cannot be asked. */
    void denied(String name, String why) {
        Followed one = followed.get(name);
        if (one != null) {
            Known before = one.known();
            Known known = new Known(name, before.url(), SourceStanding.DENIED, why, before.revision(),
                    before.lastSuccess());
            followed.put(name, new Followed(one.source(), one.failures(), one.notBefore(), known, one.noted()));
            standings.changed(before, known);
        }
    }

    /** Tells one who listens from now on what is known already. */
    void tell(Consumer<Event> listener) {
        standings.tell(listener);
    }

    private void note(String name) {
        Followed one = followed.get(name);
        if (one != null) {
            one.noted().changed(one.source()).ifPresent(notes -> {
                notes.forEach(note -> LOG.warn("{}: {}", name, note.text()));
                board.notes(name, notes);
            });
        }
    }

    private Duration wait(int failures) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, 10));
        return wait.compareTo(longestWait) < 0 ? wait : longestWait;
    }

    /** Lets go of every repo that is not among these. */
    void keep(Collection<String> names) {
        standings.keep(names);
        for (String name : List.copyOf(followed.keySet())) {
            if (!names.contains(name)) {
                Followed gone = followed.remove(name);
                if (gone != null) {
                    gone.source().close();
                    events.publish(new Event.SourceGone(clock.instant(), name));
                }
            }
        }
    }

    @Override
    public void close() {
        followed.values().forEach(f -> f.source().close());
        followed.clear();
    }
}
