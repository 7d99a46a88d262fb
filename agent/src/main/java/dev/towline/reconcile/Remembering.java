package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.history.After;
import dev.towline.history.Decision;
import dev.towline.history.History;
import dev.towline.history.Journal;
import dev.towline.history.JournalEntry;
import dev.towline.history.Owned;
import dev.towline.history.Owned.Kind;
import dev.towline.history.Pair;
import dev.towline.history.Undo;
import dev.towline.history.Unfinished;
import dev.towline.host.Digest;
import dev.towline.host.Host;
import dev.towline.host.Ownership;
import dev.towline.host.UnitState;
import dev.towline.observe.ObservedState;
import dev.towline.observe.ObservedState.Entry;
import dev.towline.plan.Action;
import dev.towline.plan.OwnedBy;
import dev.towline.render.RenderedTarget;
import dev.towline.render.RenderedUnit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is ours after a deployment: as the target wants it, with the originals of what stood there before us. */
final class Remembering {
    private static final Set<Kind> STAY = Set.of(Kind.USER, Kind.DATABASE, Kind.ROLE);
    private final Host host;
    private final History history;

    Remembering(Host host, History history) {
        this.host = host;
        this.history = history;
    }

    /**
     * What is about to be made and no undo takes away (users, databases, folders of releases) is ours from before it is made:
     * a deployment that is cut leaves nothing that the next one takes for somebody else's.
     */
    void claimed(Attempt attempt) {
        Set<String> made = new HashSet<>();
        attempt.steps().forEach(step -> made.addAll(made(step.action(), attempt.observed())));
        Map<String, Owned> all = new LinkedHashMap<>();
        attempt.owned().forEach(o -> all.put(key(o), o));
        OwnedBy.of(attempt.target()).stream().filter(o -> made.contains(key(o)))
                .forEach(o -> all.putIfAbsent(key(o), o.kind() == Kind.DATABASE
                        ? Owned.of(o.target(), o.kind(), o.name())
                        : o));
        if (all.size() > attempt.owned().size()) {
            history.inventory().replace(attempt.target().name(), all.values());
        }
    }

    private static Set<String> made(Action action, ObservedState observed) {
        return switch (action) {
            case Action.CreateUser a -> Set.of(Kind.USER + " " + a.account().name());
            case Action.PutDatabase a -> {
                Set<String> missing = new HashSet<>();
                if (!observed.databases().containsKey(a.database().name())) {
                    missing.add(Kind.DATABASE + " " + a.database().name());
                }
                if (!observed.roles().contains(a.database().role())) {
                    missing.add(Kind.ROLE + " " + a.database().role());
                }
                yield missing;
            }
            case Action.PutDirectory a -> Set.of(Kind.DIRECTORY + " " + a.path());
            case Action.BuildEnvironment a -> Set.of(Kind.TREE + " " + a.release().home() + "/venvs");
            case Action.BuildRelease a -> Set.of(Kind.TREE + " " + a.release().home() + "/releases");
            default -> Set.of();
        };
    }

    /** Verified, not yet tidied up: what goes is still ours, so that a kill in between forgets nothing. */
    void committed(Attempt attempt) {
        Map<String, Owned> all = new LinkedHashMap<>();
        known(attempt).forEach(o -> all.put(key(o), o));
        ours(attempt).forEach(o -> all.put(key(o), o));
        history.inventory().replace(attempt.target().name(), all.values());
    }

    /**
     * A deployment counts: what was approved for what is new here has ended. A repair of the pair that was good before ends nothing;
     * so this comes before the pair is remembered.
     */
    void wentOut(TargetName target, Pair pair) {
        if (history.targets().lastGood(target).filter(pair::same).isEmpty()) {
            history.decisions().end(target, Decision.Kind.REMOVALS);
            history.decisions().end(target, Decision.Kind.MAINTENANCE);
        }
    }

    /** Visitors may have been turned away for this release once; a second time needs another approval. */
    void failed(TargetName target, Pair pair) {
        history.decisions().find(target, Decision.Maintenance.class)
                .filter(approved -> approved.release().equals(pair.release()))
                .ifPresent(approved -> history.decisions().end(target, approved.kind()));
    }

    /** Remembered before the deployment counts. */
    void owes(TargetName target, Set<Unfinished> more) {
        Set<Unfinished> owed = EnumSet.noneOf(Unfinished.class);
        owed.addAll(history.targets().unfinished(target));
        owed.addAll(more);
        history.targets().unfinished(target, owed);
    }

    /** What was owed was tried. */
    void tried(TargetName target, Set<Unfinished> done) {
        Set<Unfinished> owed = EnumSet.noneOf(Unfinished.class);
        owed.addAll(history.targets().unfinished(target));
        owed.removeAll(done);
        if (done.contains(Unfinished.CONTRACT)) {
            history.decisions().end(target, Decision.Kind.CONTRACT);
        }
        history.targets().unfinished(target, owed);
    }

    /** Tidied up: what Git no longer names is forgotten, but for users and databases, which are never removed. */
    void tidied(Attempt attempt) {
        Map<String, Owned> all = new LinkedHashMap<>();
        known(attempt).stream().filter(o -> STAY.contains(o.kind())).forEach(o -> all.put(key(o), o));
        ours(attempt).forEach(o -> all.put(key(o), o));
        history.inventory().replace(attempt.target().name(), all.values());
    }

    /** As the store has it now: what the attempt began with may lack what it has claimed or adopted since. */
    private List<Owned> known(Attempt attempt) {
        return history.inventory().of(attempt.target().name());
    }

    private static String key(Owned owned) {
        return owned.kind() + " " + owned.name();
    }

    private List<Owned> ours(Attempt attempt) {
        Map<String, Owned> before = known(attempt).stream().collect(Collectors.toMap(Remembering::key, o -> o));
        Map<String, Undo.PutFile> replaced = replaced(attempt);
        Set<String> standing = attempt.target().units().stream().map(RenderedUnit::name).collect(Collectors.toSet());
        List<Owned> ours = new ArrayList<>();
        for (Owned owned : OwnedBy.of(attempt.target())) {
            Owned settled = withLinkDigest(owned);
            Owned known = before.get(key(owned));
            if (known != null) {
                ours.add(new Owned(settled.target(), settled.kind(), settled.name(), settled.digest(), known.original(),
                        known.originalOwnership(), owned.kind() == Kind.UNIT ? known.after() : settled.after()));
            } else if (owned.kind() == Kind.FILE) {
                ours.add(firstTime(attempt, settled, replaced));
            } else if (owned.kind() == Kind.UNIT && standing.contains(owned.name())) {
                ours.add(unit(attempt, settled));
            } else {
                ours.add(settled);
            }
        }
        return ours;
    }

    private Owned withLinkDigest(Owned owned) {
        if (owned.kind() != Kind.LINK) {
            return owned;
        }
        Optional<Digest> digest = host.files().resolve(owned.name())
                .filter(end -> host.files().stat(end).filter(s -> s.isFile()).isPresent()).map(host.files()::digest);
        return new Owned(owned.target(), owned.kind(), owned.name(), digest.map(Digest::hex).orElse(null), null, null,
                owned.after());
    }

    private Map<String, Undo.PutFile> replaced(Attempt attempt) {
        Map<String, Undo.PutFile> replaced = new HashMap<>();
        for (JournalEntry entry : history.journal().entries(attempt.target().name())) {
            if (entry.undo() instanceof Undo.PutFile put) {
                replaced.putIfAbsent(put.path(), put);
            }
        }
        return replaced;
    }

    /** A file that stood there before us, adopted or the same to the byte: its original is kept, and given back on removal. */
    private Owned firstTime(Attempt attempt, Owned owned, Map<String, Undo.PutFile> replaced) {
        Undo.PutFile put = replaced.get(owned.name());
        if (put != null) {
            return new Owned(owned.target(), owned.kind(), owned.name(), owned.digest(), put.kept(), put.ownership(),
                    owned.after());
        }
        Optional<Entry> there = attempt.observed().at(owned.name());
        if (there.isEmpty() || !there.get().stat().isFile()) {
            return owned;
        }
        Journal journal = history.journal();
        String original = kept(journal, owned.name());
        Ownership ownership = there.get().stat().ownership();
        return new Owned(owned.target(), owned.kind(), owned.name(), owned.digest(), original, ownership,
                owned.after());
    }

    private String kept(Journal journal, String path) {
        try (InputStream content = host.files().open(path)) {
            return journal.keep(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Owned unit(Attempt attempt, Owned owned) {
        UnitState before = attempt.observed().unit(owned.name());
        if (!before.known()) {
            return owned;
        }
        return new Owned(owned.target(), owned.kind(), owned.name(), null, null, null,
                new After.Was(before.enabled(), before.running()));
    }

    /**
     * Whether the store knows what the target has, no less (an identical file of somebody else's was met) and no more (a kill came
     * between tidying up and remembering it; what somebody puts there later would be taken for ours).
     */
    boolean exact(RenderedTarget target, Map<String, Owned> known) {
        Set<String> wanted = OwnedBy.of(target).stream().map(Remembering::key).collect(Collectors.toSet());
        return known.keySet().containsAll(wanted) && known.values().stream()
                .allMatch(o -> STAY.contains(o.kind()) || wanted.contains(key(o)));
    }
}
