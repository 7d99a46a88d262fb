package dev.towline.metrics;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.SourceStanding;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Turns events into the numbers of the contract. */
public final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Series series = new Series(registry);
    private final Labels labels = new Labels();
    private final FromZero fromZero = new FromZero(series, labels);
    private final Set<TargetName> gone = ConcurrentHashMap.newKeySet();

    public Metrics(String version) {
        series.set(Family.BUILD_INFO, 1, version, Runtime.version().toString());
        series.set(Family.QUEUE_DEPTH, 0);
    }

    /** The hooks that there are: their counters begin at 0. */
    public void hooks(java.util.Collection<String> ids) {
        ids.forEach(fromZero::hook);
    }

    /** All series in Prometheus' text format 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    /** To be given to {@code Events.listen}. */
    public void on(Event event) {
        switch (event) {
            case Event.SourceFetched e -> fetched(e);
            case Event.SourceStands e -> stands(e);
            case Event.SourceGone e -> series.remove(id -> e.source().equals(id.getTag("source")));
            case Event.ReconcileStarted e -> begins(e.target());
            case Event.TargetGone e -> forget(e.target());
            case Event.QueueDepth e -> series.set(Family.QUEUE_DEPTH, e.depth());
            case Event.HookReceived e -> series.count(Family.WEBHOOK_REQUESTS, labels.bounded("hook", e.hook()),
                    labels.bounded("hook result", e.result()));
            case Event.Heartbeat e -> of(e.target(), site -> series.set(Family.HEARTBEAT, unix(e.at()), site));
            case Event.LoopRestarted e -> of(e.target(), site -> series.count(Family.RESTARTS, site));
            case Event.ReconcileQueued e -> begins(e.target());
            case Event.DeploymentStarted e -> gone.remove(e.target());
            case Event.Progress e -> {
            }
            case Event.ReconcileEnded e -> of(e.target(), site -> {
                series.count(Family.RECONCILE, site, labels.bounded("result", e.result()));
                series.time(Family.RECONCILE_DURATION, e.took(), site);
            });
            case Event.PhaseEnded e -> of(e.target(), site -> series.time(Family.DEPLOYMENT_PHASE_DURATION, e.took(),
                    site, labels.bounded("phase", e.phase())));
            case Event.DeploymentEnded e -> of(e.target(), site -> deployed(site, e));
            case Event.RolledBack e -> of(e.target(), site -> series.count(Family.ROLLBACKS, site,
                    labels.bounded("reason", e.reason())));
            case Event.HealthSeen e -> of(e.target(), site -> series.set(Family.HEALTH_CHECK_UP, e.up() ? 1 : 0, site,
                    labels.bounded("check " + site, e.check())));
            case Event.ChecksKnown e -> of(e.target(), site -> keepChecks(site, Set.copyOf(e.checks())));
            case Event.DriftSeen e -> of(e.target(), site -> series.count(Family.DRIFT, site,
                    labels.bounded("action", e.action())));
            case Event.ConditionsChanged e -> of(e.target(), site -> conditions(site, e));
            case Event.TargetSeen e -> of(e.target(), site -> {
                series.set(Family.MANAGED_FILES, e.files(), site);
                series.replace(Family.SITE_INFO, site, orEmpty(e.config()), orEmpty(e.app()), orEmpty(e.release()));
            });
            case Event.RestorePointTaken e ->
                of(e.target(), site -> series.set(Family.RESTORE_POINT, unix(e.at()), site));
            case Event.BackupTaken e ->
                of(e.target(), site -> series.set(Family.BACKUP_LAST_SUCCESS, unix(e.at()), site));
            case Event.MigrationRan e -> of(e.target(), site -> series.count(Family.MIGRATIONS, site,
                    labels.bounded("migration phase", e.phase()), labels.bounded("migration result", e.result())));
            case Event.MigrationsPending e -> of(e.target(), site -> series.set(Family.MIGRATIONS_PENDING, e.count(),
                    site, labels.bounded("migration phase", e.phase())));
        }
    }

    private void begins(TargetName target) {
        gone.remove(target);
        fromZero.site(target.value());
    }

    private void fetched(Event.SourceFetched e) {
        fromZero.source(e.source());
        series.count(Family.SOURCE_FETCH, e.source(), labels.bounded("fetch result", e.result()));
        series.time(Family.SOURCE_FETCH_DURATION, e.took(), e.source());
        if (e.result().equals("unchanged") || e.result().equals("moved")) {
            series.set(Family.SOURCE_LAST_SUCCESS, unix(e.at()), e.source());
        }
        if (e.revision() != null) {
            series.replace(Family.SOURCE_REVISION_INFO, e.source(), e.revision());
        }
    }

    private void stands(Event.SourceStands e) {
        fromZero.source(e.source());
        // Before it was asked nobody knows.
        if (e.standing() != SourceStanding.UNASKED) {
            series.set(Family.SOURCE_UP, e.standing().isTrouble() ? 0 : 1, e.source());
        }
        if (e.lastSuccess() != null) {
            series.set(Family.SOURCE_LAST_SUCCESS, unix(e.lastSuccess()), e.source());
        }
        if (e.revision() != null) {
            series.replace(Family.SOURCE_REVISION_INFO, e.source(), e.revision());
        }
    }

    private void deployed(String site, Event.DeploymentEnded e) {
        series.count(Family.DEPLOYMENTS, site, labels.bounded("outcome", e.outcome()));
        if (e.committed() != null && e.outcome().equals("succeeded")) {
            series.time(Family.COMMIT_TO_LIVE, Duration.between(e.committed(), e.at()), site);
        }
    }

    private void conditions(String site, Event.ConditionsChanged e) {
        e.conditions().forEach((name, holds) -> series.set(Family.SITE_CONDITION, holds ? 1 : 0, site,
                labels.bounded("condition", name)));
        series.remove(id -> id.getName().equals(Family.SITE_CONDITION.meter) && site.equals(id.getTag("site"))
                && !e.conditions().containsKey(String.valueOf(id.getTag("condition"))));
    }

    private void keepChecks(String site, Set<String> checks) {
        labels.forget("check " + site);
        series.remove(id -> id.getName().equals(Family.HEALTH_CHECK_UP.meter) && site.equals(id.getTag("site"))
                && !checks.contains(String.valueOf(id.getTag("check"))));
    }

    private void forget(TargetName target) {
        // What its last pass still tells must not bring the series back; only a new pass does.
        gone.add(target);
        labels.forget("check " + target.value());
        series.remove(id -> target.value().equals(id.getTag("site")));
    }

    private void of(TargetName target, java.util.function.Consumer<String> note) {
        if (!gone.contains(target)) {
            note.accept(target.value());
        }
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static double unix(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }
}
