package dev.towline.metrics;

import java.time.Duration;
import java.util.List;

/** Every metric with its labels. The names are API: dashboards and alerts of others hold them. */
enum Family {
    BUILD_INFO("build.info", "Version of the agent that runs; always 1.", "version", "java"), SOURCE_FETCH(
            "source.fetch", "Times a source was asked.", "source",
            "result"), SOURCE_FETCH_DURATION("source.fetch.duration", "How long asking a source took.",
                    "source"), SOURCE_LAST_SUCCESS("source.last.success.timestamp",
                            "When the source last answered, in Unix time.", "source"), SOURCE_UP("source.up",
                                    "1 where the source can be followed; 0 when it refuses, is gone or does not answer.",
                                    "source"), SOURCE_REVISION_INFO(
                                            "source.revision.info", "Commit that the source is at; always 1.", "source",
                                            "revision"), RECONCILE("reconcile", "Passes that ended, by how.", "site",
                                                    "result"), RECONCILE_DURATION("reconcile.duration",
                                                            "How long a pass took.",
                                                            "site"), SITE_CONDITION("site.condition",
                                                                    "Standing facts of a site, 1 where true.", "site",
                                                                    "condition"), SITE_INFO("site.info",
                                                                            "What a site runs; always 1.", "site",
                                                                            "config_revision", "app_revision",
                                                                            "release"), DEPLOYMENTS("deployments",
                                                                                    "Deployments that ended, by how.",
                                                                                    "site",
                                                                                    "outcome"), DEPLOYMENT_PHASE_DURATION(
                                                                                            "deployment.phase.duration",
                                                                                            "How long a phase of a deployment took.",
                                                                                            "site",
                                                                                            "phase"), COMMIT_TO_LIVE(
                                                                                                    "commit.to.live",
                                                                                                    "From the making of a commit until it served.",
                                                                                                    "site"), ROLLBACKS(
                                                                                                            "rollbacks",
                                                                                                            "Returns to the last good release, by why.",
                                                                                                            "site",
                                                                                                            "reason"), HEALTH_CHECK_UP(
                                                                                                                    "health.check.up",
                                                                                                                    "1 where the check passed the last time.",
                                                                                                                    "site",
                                                                                                                    "check"), DRIFT(
                                                                                                                            "drift",
                                                                                                                            "Differences of the host from Git that were seen, by what was done.",
                                                                                                                            "site",
                                                                                                                            "action"), MANAGED_FILES(
                                                                                                                                    "managed.files",
                                                                                                                                    "Files that the site owns on the host.",
                                                                                                                                    "site"), MIGRATIONS(
                                                                                                                                            "migrations",
                                                                                                                                            "Migrations that ran.",
                                                                                                                                            "site",
                                                                                                                                            "phase",
                                                                                                                                            "result"), MIGRATIONS_PENDING(
                                                                                                                                                    "migrations.pending",
                                                                                                                                                    "Migration statements that wait.",
                                                                                                                                                    "site",
                                                                                                                                                    "phase"), WEBHOOK_REQUESTS(
                                                                                                                                                            "webhook.requests",
                                                                                                                                                            "Requests to a webhook, by what came of them.",
                                                                                                                                                            "hook",
                                                                                                                                                            "result"), RESTORE_POINT(
                                                                                                                                                                    "restore.point.timestamp",
                                                                                                                                                                    "When the newest restore point was taken, in Unix time.",
                                                                                                                                                                    "site"), BACKUP_LAST_SUCCESS(
                                                                                                                                                                            "backup.last.success.timestamp",
                                                                                                                                                                            "When the newest backup was taken, in Unix time.",
                                                                                                                                                                            "site"), QUEUE_DEPTH(
                                                                                                                                                                                    "queue.depth",
                                                                                                                                                                                    "Reconciliations that wait to begin."), HEARTBEAT(
                                                                                                                                                                                            "target.heartbeat.timestamp",
                                                                                                                                                                                            "When the loop of a target last showed life, in Unix time.",
                                                                                                                                                                                            "site"), RESTARTS(
                                                                                                                                                                                                    "target.restarts",
                                                                                                                                                                                                    "Reconciliations that the watchdog has begun anew.",
                                                                                                                                                                                                    "site");

    final String meter;
    final String help;
    @SuppressWarnings("ImmutableEnumChecker") // List.of
    final List<String> labels;

    Family(String name, String help, String... labels) {
        this.meter = "towline." + name;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** Upper bounds for durations; few, since each costs a series for each site. */
    Duration[] buckets() {
        return switch (this) {
            case COMMIT_TO_LIVE -> seconds(30, 60, 120, 300, 600, 1800, 3600, 86400);
            case SOURCE_FETCH_DURATION -> seconds(0.1, 0.5, 1, 5, 30);
            case RECONCILE_DURATION, DEPLOYMENT_PHASE_DURATION -> seconds(0.01, 0.1, 1, 5, 30, 120, 600);
            default -> throw new IllegalArgumentException(this + " is no duration");
        };
    }

    private static Duration[] seconds(double... bounds) {
        return java.util.Arrays.stream(bounds).mapToObj(s -> Duration.ofMillis(Math.round(s * 1000)))
                .toArray(Duration[]::new);
    }
}
