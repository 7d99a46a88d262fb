package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.Pair;
import dev.towline.host.Host;
import dev.towline.reconcile.TargetMemory.Recurring;
import dev.towline.status.TargetStatus.Answered;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A pass as others see it: its name on every log line, events at its beginning and end, and the target's status after it. */
public final class Passes implements Runs {
    /** Key under which the pass's name stands in the logging context. */
    public static final String LOG_KEY = "pass";
    private static final Logger LOG = LoggerFactory.getLogger(Passes.class);
    private static final Duration UNFORESEEN = Duration.ofMinutes(1);
    private final Host host;
    private final Events events;
    private final Reconciler reconciler;
    private final Requests requests;
    private final Reporting reporting;
    private final Supplier<String> names;
    private final Backoff backoff;
    private final Wanted wanted;
    private final Duration longestWait;
    private final java.util.function.Consumer<TargetName> forget;

    /** @param forget what else is remembered of a target that is gone */
    Passes(Host host, Events events, Reconciler reconciler, Requests requests, Reporting reporting,
            Supplier<String> names, Backoff backoff, Wanted wanted,
            Duration longestWait, java.util.function.Consumer<TargetName> forget) {
        this.host = host;
        this.events = events;
        this.reconciler = reconciler;
        this.requests = requests;
        this.reporting = reporting;
        this.names = names;
        this.backoff = backoff;
        this.wanted = wanted;
        this.longestWait = longestWait;
        this.forget = forget;
        events.listen(event -> {
            if (event instanceof Event.DriftSeen seen) {
                Run.drifted(seen.what());
            }
        });
    }

    /** A run by itself, without the agent's loop. */
    public ReconcileResult run(TargetName target, Wake wake, BooleanSupplier superseded) {
        Run run = new Run(Workplaces.unlimited(), new TargetMemory());
        return ScopedValue.where(Run.CURRENT, run).call(() -> run(target, wake, run, superseded));
    }

    @Override
    public void queued(TargetName target) {
        events.publish(new Event.ReconcileQueued(host.clock().instant(), target));
    }

    @Override
    public void known(TargetName target) {
        reporting.known(target);
    }

    @Override
    public void rearm(TargetName target) {
        backoff.succeeded(target);
    }

    @Override
    public void forget(TargetName target) {
        backoff.succeeded(target);
        forget.accept(target);
    }

    @Override
    public ReconcileResult failed(TargetName target, Wake wake, Run run, String why) {
        ReconcileResult result = new ReconcileResult.Waiting(backoff.next(target), why);
        reporting.ended(target, result, host.clock().instant(), answer(wake, run.memory(), "", result),
                new Reporting.Findings(true, false));
        return result;
    }

    @Override
    public ReconcileResult run(TargetName target, Wake wake, Run run, BooleanSupplier superseded) {
        String pass = names.get();
        MDC.put(LOG_KEY, pass + " " + target);
        Instant began = host.clock().instant();
        events.publish(new Event.ReconcileStarted(began, target, pass, wake.why().describe()));
        reporting.began(target);
        try {
            String refused = carryOut(target, wake);
            Optional<Pair> before = reporting.good(target);
            ReconcileResult reached = safely(target, wake, superseded);
            if (run.abandoned()) {
                LOG.warn("this reconciliation was given up by the watchdog; what it found is not used");
                return reached;
            }
            Instant now = host.clock().instant();
            Optional<Recurring> recurring = recurring(target, run, before, reached, now);
            ReconcileResult result = told(target, recurring, reached);
            log(target, wake, run.memory(), result);
            reporting.ended(target, result, now, answer(wake, run.memory(), refused, result),
                    new Reporting.Findings(false,
                            recurring.isPresent() || !run.drift().isEmpty() && !corrected(reached)));
            events.publish(new Event.ReconcileEnded(now, target, pass, result.label(), Duration.between(began, now),
                    result.message()));
            return result;
        } finally {
            MDC.remove(LOG_KEY);
        }
    }

    private static boolean corrected(ReconcileResult result) {
        return result instanceof ReconcileResult.Converged || result instanceof ReconcileResult.UpToDate;
    }

    /** Whether the host was brought back to what it already had been, and that too often. */
    private Optional<Recurring> recurring(TargetName target, Run run, Optional<Pair> before, ReconcileResult result,
            Instant now) {
        boolean same = before.isPresent() && reporting.good(target).filter(before.get()::same).isPresent();
        return same && result instanceof ReconcileResult.Converged && !run.drift().isEmpty()
                ? run.memory().corrected(run.drift(), now, longestWait)
                : Optional.empty();
    }

    /** The last good revision is reconciled also where Git cannot be followed; but that is not all that Git may say. */
    private ReconcileResult told(TargetName target, Optional<Recurring> recurring, ReconcileResult result) {
        return switch (result) {
            case ReconcileResult.UpToDate r -> wanted.trouble(target)
                    .map(t -> (ReconcileResult) new ReconcileResult.UpToDate(r.healthy(),
                            r.note().isEmpty() ? t.message() : r.note() + "; " + t.message()))
                    .orElse(r);
            case ReconcileResult.Converged r -> recurring
                    .map(again -> (ReconcileResult) new ReconcileResult.UpToDate(true, again.message())).orElse(r);
            default -> result;
        };
    }

    /** Null where nobody asked, or where the run that follows at once answers. */
    private static @Nullable Answered answer(Wake wake, TargetMemory memory, String refused, ReconcileResult result) {
        String before = memory.takeUnanswered();
        if (before == null && wake.requests().isEmpty()) {
            return null;
        }
        String why = refused.isEmpty() && before != null ? before : refused;
        if (result instanceof ReconcileResult.Superseded) {
            memory.unanswered(why);
            return null;
        }
        return new Answered(wake.number(), result.label(), result.message(), why,
                why.isEmpty() ? result.exitCode() : ReconcileResult.EXIT_REFUSED);
    }

    /** Why the newest request that could not be carried out was refused, or empty. */
    private String carryOut(TargetName target, Wake wake) {
        String refused = "";
        if (!wake.requests().isEmpty()) {
            Run.act();
        }
        for (Trigger.Manual manual : wake.requests()) {
            Optional<String> why = requests.carryOut(target, manual);
            if (why.isPresent()) {
                LOG.warn("{} asked to {}: {}", manual.by(), manual.describe(), why.get());
                refused = why.get();
            }
        }
        Run.think();
        return refused;
    }

    private ReconcileResult safely(TargetName target, Wake wake, BooleanSupplier superseded) {
        try {
            return reconciler.reconcile(target, wake.why().describe(), superseded);
        } catch (RuntimeException e) {
            LOG.error("the pass over {} failed in a way that was not foreseen", target, e);
            return new ReconcileResult.Waiting(UNFORESEEN, String.valueOf(e));
        }
    }

    /** What was said of the target already is not said again at each poll. */
    private static void log(TargetName target, Wake wake, TargetMemory memory, ReconcileResult result) {
        String text = result.label() + (result.message().isEmpty() ? "" : ": " + result.message());
        boolean again = memory.says(text);
        boolean asked = wake.why() instanceof Trigger.Manual;
        if (again && !asked || result instanceof ReconcileResult.UpToDate && result.message().isEmpty() && !asked) {
            LOG.debug("{}: {}", target, text);
        } else {
            LOG.info("{} after {}: {}", target, wake.why().describe(), text);
        }
    }
}
