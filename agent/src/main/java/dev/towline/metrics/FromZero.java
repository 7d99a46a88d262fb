package dev.towline.metrics;

import java.util.List;

/**
 * Makes the counters whose labels are known before anything is counted. {@code increase()} needs a value before the first event: a
 * counter that begins at 1 hides that event from every alert.
 */
final class FromZero {
    static final List<String> RESULTS = List.of("converged", "up-to-date", "rolled-back", "waiting", "superseded",
            "blocked", "stalled", "failed");
    static final List<String> OUTCOMES = List.of("succeeded", "rolled-back", "failed", "superseded", "interrupted");
    /** Phases of a deployment in which what serves has changed already. */
    static final List<String> REASONS = List.of("switch", "verify");
    static final List<String> FETCHES = List.of("unchanged", "moved", "refused", "failed");
    static final List<String> DELIVERIES = List.of("accepted", "replayed", "ping", "ignored", "busy", "unauthorized",
            "unknown", "malformed", "too-large", "timeout", "throttled");
    private final Series series;
    private final Labels labels;

    FromZero(Series series, Labels labels) {
        this.series = series;
        this.labels = labels;
    }

    void site(String site) {
        RESULTS.forEach(result -> series.begin(Family.RECONCILE, site, labels.bounded("result", result)));
        OUTCOMES.forEach(outcome -> series.begin(Family.DEPLOYMENTS, site, labels.bounded("outcome", outcome)));
        REASONS.forEach(reason -> series.begin(Family.ROLLBACKS, site, labels.bounded("reason", reason)));
        series.begin(Family.RESTARTS, site);
    }

    void source(String source) {
        FETCHES.forEach(result -> series.begin(Family.SOURCE_FETCH, source, labels.bounded("fetch result", result)));
    }

    void hook(String hook) {
        String known = labels.bounded("hook", hook);
        DELIVERIES.forEach(result -> series.begin(Family.WEBHOOK_REQUESTS, known,
                labels.bounded("hook result", result)));
    }
}
