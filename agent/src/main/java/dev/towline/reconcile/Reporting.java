package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.History;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.history.Quarantine;
import dev.towline.status.LiveBoard;
import dev.towline.status.TargetStatus;
import dev.towline.status.TargetStatus.Answered;
import dev.towline.status.TargetStatus.Decided;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a target's status and conditions from how its pass ended and from what is remembered. */
public final class Reporting {
    /** Of a target before its first pass; nobody knows yet whether it is healthy. */
    private static final Map<String, Boolean> UNKNOWN = Map.of("Ready", false, "Stalled", false, "Drifted", false,
            "Suspended", false);
    private final History history;
    private final Events events;
    private final LiveBoard board;
    private final Wanted wanted;
    private final Pins pins;

    public Reporting(History history, Events events, LiveBoard board, Wanted wanted) {
        this.history = history;
        this.events = events;
        this.board = board;
        this.wanted = wanted;
        this.pins = new Pins(history, wanted);
    }

    /**
     * What a run has shown beside its result.
     *
     * @param broken whether the run itself failed, so that a person should look
     * @param drifted whether the host differs from Git, or is changed again and again
     */
    record Findings(boolean broken, boolean drifted) {}

    /** The pair that is good here. */
    Optional<Pair> good(TargetName target) {
        return history.targets().lastGood(target);
    }

    void began(TargetName target) {
        Map<String, Boolean> conditions = new TreeMap<>(board.get().target(target.value()).map(TargetStatus::conditions)
                .orElse(UNKNOWN));
        conditions.put("Reconciling", true);
        if (board.get().target(target.value()).isEmpty()) {
            put(target, "", "", conditions, null, null, null);
        } else {
            board.put(board.get().target(target.value()).orElseThrow().withConditions(conditions));
        }
    }

    /** It is followed from now on: whoever asks for it is not told that there is no such target, also before its first pass. */
    void known(TargetName target) {
        if (board.get().target(target.value()).isEmpty()) {
            put(target, "", "", UNKNOWN, null, null, null);
        }
    }

    /**
     * @param answered where the run had been asked for something
     */
    void ended(TargetName target, ReconcileResult result, Instant now, @Nullable Answered answered, Findings found) {
        Instant next = result instanceof ReconcileResult.Waiting waiting
                ? now.plus(waiting.after())
                : result instanceof ReconcileResult.Superseded ? now : null;
        Map<String, Boolean> conditions = conditions(target, result, found);
        put(target, result.label(), result.message(), conditions, now, next,
                answered != null
                        ? answered
                        : board.get().target(target.value()).map(TargetStatus::answered).orElse(null));
        events.publish(new Event.ConditionsChanged(now, target, conditions));
        Optional<Pair> good = history.targets().lastGood(target);
        events.publish(
                new Event.TargetSeen(now, target, good.map(Pair::config).orElse(null), good.map(Pair::app).orElse(null),
                        good.map(Pair::release).orElse(null), files(target)));
    }

    private Map<String, Boolean> conditions(TargetName target, ReconcileResult result, Findings found) {
        Optional<SourceTrouble> trouble = wanted.trouble(target);
        boolean healthy = switch (result) {
            case ReconcileResult.Converged r -> true;
            case ReconcileResult.UpToDate r -> r.healthy();
            case ReconcileResult.RolledBack r -> true;
            case ReconcileResult.Waiting r -> was(target, "Healthy");
            case ReconcileResult.Superseded r -> was(target, "Healthy");
            case ReconcileResult.Blocked r -> was(target, "Healthy");
            case ReconcileResult.Stalled r -> was(target, "Healthy");
            case ReconcileResult.Failed r -> was(target, "Healthy");
        };
        boolean settled = result instanceof ReconcileResult.Converged
                || (result instanceof ReconcileResult.UpToDate u && u.healthy() && u.note().isEmpty());
        boolean stalled = switch (result) {
            case ReconcileResult.Blocked r -> true;
            case ReconcileResult.Stalled r -> true;
            case ReconcileResult.RolledBack r -> true;
            case ReconcileResult.Failed r -> true;
            case ReconcileResult.UpToDate r -> !r.note().isEmpty() && !history.quarantine().of(target).isEmpty();
            case ReconcileResult.Converged r -> false;
            case ReconcileResult.Waiting r -> false;
            case ReconcileResult.Superseded r -> false;
        };
        Map<String, Boolean> conditions = new TreeMap<>();
        boolean pinned = pins.of(target).isPresent();
        conditions.put("Ready", settled && trouble.isEmpty() && !pinned);
        conditions.put("Pinned", pinned);
        conditions.put("Healthy", healthy);
        conditions.put("Stalled", stalled || found.broken() || trouble.filter(SourceTrouble::refused).isPresent());
        conditions.put("Reconciling",
                result instanceof ReconcileResult.Waiting || result instanceof ReconcileResult.Superseded);
        conditions.put("Drifted", found.drifted());
        conditions.put("Suspended", history.decisions().suspended(target));
        return conditions;
    }

    private boolean was(TargetName target, String condition) {
        return board.get().target(target.value()).map(t -> t.conditions().getOrDefault(condition, false)).orElse(false);
    }

    private int files(TargetName target) {
        return (int) history.inventory().of(target).stream().filter(o -> o.kind() == Owned.Kind.FILE).count();
    }

    private void put(TargetName target, String result, String message, Map<String, Boolean> conditions,
            @Nullable Instant last,
            @Nullable Instant next, @Nullable Answered answered) {
        Optional<Pair> good = history.targets().lastGood(target);
        List<String> quarantined = new PassedOver(history, wanted).of(target).stream().map(Reporting::describe)
                .toList();
        board.put(new TargetStatus(target, conditions, result, message, good.map(Pair::config).orElse(null),
                good.map(Pair::app).orElse(null), good.map(Pair::release).orElse(null), null, null, quarantined,
                history.targets().waiting(target),
                result.equals("stalled") ? message.lines().toList() : List.of(), last, next, answered,
                files(target), pins.of(target).orElse(null), decided(history, target)));
    }

    /** What people decided and has not ended. */
    public static List<Decided> decided(History history, TargetName target) {
        return history.decisions().of(target).stream().map(decision -> new Decided(decision.kind().tag(),
                decision.subject(), decision.said().by(), decision.said().at())).toList();
    }

    private static String describe(Quarantine.Entry entry) {
        String what = entry.pair().release() == null
                ? "configuration " + entry.pair().config()
                : "release " + entry.pair().release();
        return what + ": " + entry.reason();
    }
}
