package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.host.Host;
import dev.towline.status.TargetStatus.Answered;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A pass as others see it: its name on every log line, events at its beginning and end, and the target's status after it. */
public final class Passes {
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
    private final Map<TargetName, String> said = new ConcurrentHashMap<>();
    /** Why a request was refused, or empty, whose pass gave way to something newer: the next pass answers it. */
    private final Map<TargetName, String> unanswered = new ConcurrentHashMap<>();

    public Passes(Host host, Events events, Reconciler reconciler, Requests requests, Reporting reporting,
            Supplier<String> names) {
        this.host = host;
        this.events = events;
        this.reconciler = reconciler;
        this.requests = requests;
        this.reporting = reporting;
        this.names = names;
    }

    public ReconcileResult run(TargetName target, Wake wake, BooleanSupplier superseded) {
        String pass = names.get();
        MDC.put(LOG_KEY, pass + " " + target);
        Instant began = host.clock().instant();
        events.publish(new Event.ReconcileStarted(began, target, pass, wake.why().describe()));
        reporting.began(target);
        try {
            String refused = carryOut(target, wake);
            ReconcileResult result = safely(target, wake, superseded);
            Instant now = host.clock().instant();
            log(target, wake, result);
            reporting.ended(target, result, now, answer(target, wake, refused, result));
            events.publish(new Event.ReconcileEnded(now, target, pass, result.label(), Duration.between(began, now),
                    result.message()));
            return result;
        } finally {
            MDC.remove(LOG_KEY);
        }
    }

    /** Null where nobody asked, or where the pass that follows at once answers. */
    private @Nullable Answered answer(TargetName target, Wake wake, String refused, ReconcileResult result) {
        String before = unanswered.remove(target);
        if (before == null && wake.requests().isEmpty()) {
            return null;
        }
        String why = refused.isEmpty() && before != null ? before : refused;
        if (result instanceof ReconcileResult.Superseded) {
            unanswered.put(target, why);
            return null;
        }
        return new Answered(wake.number(), result.label(), result.message(), why);
    }

    /** Why the newest request that could not be carried out was refused, or empty. */
    private String carryOut(TargetName target, Wake wake) {
        String refused = "";
        for (Trigger.Manual manual : wake.requests()) {
            Optional<String> why = requests.carryOut(target, manual);
            if (why.isPresent()) {
                LOG.warn("{} asked to {}: {}", manual.by(), manual.describe(), why.get());
                refused = why.get();
            }
        }
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
    private void log(TargetName target, Wake wake, ReconcileResult result) {
        String text = result.label() + (result.message().isEmpty() ? "" : ": " + result.message());
        boolean again = text.equals(said.put(target, text));
        boolean asked = wake.why() instanceof Trigger.Manual;
        if (again && !asked || result instanceof ReconcileResult.UpToDate && result.message().isEmpty() && !asked) {
            LOG.debug("{}: {}", target, text);
        } else {
            LOG.info("{} after {}: {}", target, wake.why().describe(), text);
        }
    }
}
