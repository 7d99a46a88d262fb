package dev.towline.follow;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.History;
import dev.towline.host.Facts;
import dev.towline.reconcile.Following;
import dev.towline.reconcile.Wanted;
import dev.towline.release.AppTrees;
import dev.towline.source.FailureKind;
import dev.towline.source.Revision;
import dev.towline.source.Snapshot;
import dev.towline.source.Source;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import dev.towline.status.LiveBoard;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/** This room as the others see it: what is new, what is wanted, and the files of each app. */
public final class Follow implements AutoCloseable {
    private final Repos repos;
    private final GitWanted wanted;

    /**
     * @param opener opens a source, with its mirror in a place of its own
     * @param longestWait between two tries of a repo that fails
     */
    public Follow(GitSettings settings, Facts facts, History history, Function<SourceSpec, Source> opener,
            Events events,
            LiveBoard board, Clock clock, Duration longestWait) {
        this.repos = new Repos(opener, history.sources(), events, board, clock, longestWait);
        this.wanted = new GitWanted(settings, facts, history, repos);
    }

    public Wanted wanted() {
        return wanted;
    }

    public Following following() {
        return wanted;
    }

    public AppTrees apps() {
        return this::app;
    }

    private Snapshot app(TargetName site, Revision revision) {
        Source source = repos.find(AppSources.name(site)).orElseThrow(
                () -> new SourceException(FailureKind.NOT_FOUND,
                        "the app repository of " + site + " is not followed any more"));
        return source.snapshot(revision);
    }

    /** Tells one who listens from now on what is known of each source. */
    public void tell(Consumer<Event> listener) {
        repos.tell(listener);
    }

    @Override
    public void close() {
        repos.close();
    }
}
