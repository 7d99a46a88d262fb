package dev.towline.source;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The twin of a source in Git, for simulated hosts; held to the same contract. */
public final class MemorySource implements Source {
    private final SourceSpec spec;
    private final MemoryRemote remote;
    private final Set<Revision> here = new HashSet<>();
    private MemoryRemote.@Nullable Named current;

    MemorySource(SourceSpec spec, MemoryRemote remote) {
        this.spec = spec;
        this.remote = remote;
    }

    @Override
    public SourceSpec spec() {
        return spec;
    }

    @Override
    public synchronized FetchResult fetch() {
        Optional<FetchResult> outage = remote.look();
        if (outage.isPresent()) {
            return outage.get();
        }
        Optional<MemoryRemote.Named> chosen = remote.choose(spec.policy());
        if (chosen.isEmpty()) {
            return new FetchResult.Failed(FailureKind.NOT_FOUND, spec.url() + ": nothing for " + spec.policy());
        }
        MemoryRemote.Named to = chosen.get();
        Optional<Revision> from = current();
        if (from.filter(to.revision()::equals).isPresent()) {
            return new FetchResult.Unchanged(to.revision());
        }
        boolean forced = current != null && rewrites(current, to);
        if (forced && spec.forcePush() == ForcePush.REFUSE) {
            return new FetchResult.Refused("history was rewritten: " + to.revision() + " does not descend from "
                    + from.orElseThrow(), from);
        }
        here.add(to.revision());
        current = to;
        return new FetchResult.Moved(from, to.revision(), forced, remote.stored(to.revision()).orElseThrow().info());
    }

    @Override
    public synchronized Optional<Revision> current() {
        return Optional.ofNullable(current).map(MemoryRemote.Named::revision);
    }

    @Override
    public Snapshot snapshot(Revision revision) {
        return new MemorySnapshot(revision, require(revision).files());
    }

    @Override
    public CommitInfo commit(Revision revision) {
        return require(revision).info();
    }

    @Override
    public List<CommitInfo> log(Revision from, Revision to, int max) {
        require(from);
        require(to);
        Set<CommitInfo> known = Set.copyOf(remote.history(from));
        return remote.history(to).stream().filter(commit -> !known.contains(commit)).limit(max).toList();
    }

    @Override
    public boolean isAncestor(Revision ancestor, Revision descendant) {
        require(ancestor);
        require(descendant);
        return descends(ancestor, descendant);
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private boolean rewrites(MemoryRemote.Named from, MemoryRemote.Named to) {
        return switch (spec.policy()) {
            case RevisionPolicy.SemverRange(VersionRange range) when !from.name().equals(to.name()) -> range
                    .highest(List.of(from.name(), to.name())).filter(from.name()::equals).isPresent();
            case RevisionPolicy.Branch _,RevisionPolicy.Tag _,RevisionPolicy.SemverRange _ -> !descends(from.revision(),
                    to.revision());
            case RevisionPolicy.Commit _ -> false;
        };
    }

    private boolean descends(Revision ancestor, Revision descendant) {
        return remote.history(descendant).stream().anyMatch(commit -> commit.revision().equals(ancestor));
    }

    private synchronized MemoryRemote.Stored require(Revision revision) {
        boolean fetched = here.contains(revision)
                || here.stream()
                        .anyMatch(known -> remote.history(known).stream().anyMatch(c -> c.revision().equals(revision)));
        return remote.stored(revision).filter(commit -> fetched).orElseThrow(() -> new SourceException(
                FailureKind.NOT_FOUND, "Commit " + revision.commit() + " is not here; fetch first."));
    }
}
