package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.history.History;
import dev.towline.history.Journal;
import dev.towline.history.JournalEntry;
import dev.towline.history.Owned;
import dev.towline.history.Owned.Kind;
import dev.towline.history.Undo;
import dev.towline.host.Digest;
import dev.towline.host.Host;
import dev.towline.host.Ownership;
import dev.towline.host.UnitState;
import dev.towline.observe.ObservedState.Entry;
import dev.towline.plan.Action;
import dev.towline.plan.OwnedBy;
import dev.towline.plan.Step;
import dev.towline.render.RenderedTarget;
import dev.towline.render.RenderedUnit;
import java.util.ArrayList;
import java.util.HashMap;
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
     * What the attempt makes and an undo leaves (users, databases, folders that are filled meanwhile) is ours from before it is
     * made: the next attempt must not take it for somebody else's. Nothing that exists already is in such a step.
     */
    void claimed(Attempt attempt) {
        Map<String, Owned> all = new LinkedHashMap<>();
        attempt.owned().forEach(o -> all.put(key(o), o));
        for (Step step : attempt.steps()) {
            for (Owned claim : claims(attempt.target().name(), step.action())) {
                all.putIfAbsent(key(claim), claim);
            }
        }
        history.inventory().replace(attempt.target().name(), all.values());
    }

    private static List<Owned> claims(TargetName target, Action action) {
        return switch (action) {
            case Action.CreateUser a -> List.of(Owned.of(target, Kind.USER, a.account().name()));
            case Action.PutDirectory a -> List.of(Owned.of(target, Kind.DIRECTORY, a.path()));
            case Action.PutDatabase a -> List.of(Owned.of(target, Kind.DATABASE, a.database().name()),
                    Owned.of(target, Kind.ROLE, a.database().role()));
            default -> List.of();
        };
    }

    /** Verified, not yet tidied up: what goes is still ours, so that a kill in between forgets nothing. */
    void committed(Attempt attempt) {
        Map<String, Owned> all = new LinkedHashMap<>();
        attempt.owned().forEach(o -> all.put(key(o), o));
        ours(attempt).forEach(o -> all.put(key(o), o));
        history.inventory().replace(attempt.target().name(), all.values());
    }

    /** Tidied up: what Git no longer names is forgotten, but for users and databases, which are never removed. */
    void tidied(Attempt attempt) {
        Map<String, Owned> all = new LinkedHashMap<>();
        attempt.owned().stream().filter(o -> STAY.contains(o.kind())).forEach(o -> all.put(key(o), o));
        ours(attempt).forEach(o -> all.put(key(o), o));
        history.inventory().replace(attempt.target().name(), all.values());
    }

    private static String key(Owned owned) {
        return owned.kind() + " " + owned.name();
    }

    private List<Owned> ours(Attempt attempt) {
        Map<String, Owned> before = attempt.owned().stream().collect(Collectors.toMap(Remembering::key, o -> o));
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
        Optional<Entry> there = attempt.observed().at(owned.name());
        if (there.isEmpty() || !there.get().stat().isFile()) {
            return owned;
        }
        Journal journal = history.journal();
        String original = put != null ? put.kept() : journal.keep(host.files().read(owned.name()));
        Ownership ownership = there.get().stat().ownership();
        return new Owned(owned.target(), owned.kind(), owned.name(), owned.digest(), original, ownership,
                owned.after());
    }

    private static Owned unit(Attempt attempt, Owned owned) {
        UnitState before = attempt.observed().unit(owned.name());
        if (!before.known()) {
            return owned;
        }
        String how = ((before.enabled() ? "enabled " : "") + (before.running() ? "running" : "")).strip();
        return new Owned(owned.target(), owned.kind(), owned.name(), null, null, null, "was " + how);
    }

    /** Whether the store knows less than the target has, for instance after an identical file of somebody else's was met. */
    boolean complete(RenderedTarget target, Map<String, Owned> known) {
        return OwnedBy.of(target).stream().allMatch(o -> known.containsKey(key(o)));
    }
}
