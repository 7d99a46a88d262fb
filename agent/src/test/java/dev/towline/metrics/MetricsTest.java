package dev.towline.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.SourceStanding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03Z");
    private static final TargetName YSC = TargetName.site("ysc");

    private final Metrics metrics = new Metrics("0.1.0");

    /** Name, type and labels of the design's contract. */
    private static final String CONTRACT = """
            towline_build_info gauge java,version
            towline_source_fetch_total counter result,source
            towline_source_fetch_duration_seconds histogram source
            towline_source_last_success_timestamp_seconds gauge source
            towline_source_up gauge source
            towline_source_revision_info gauge revision,source
            towline_reconcile_total counter result,site
            towline_reconcile_duration_seconds histogram site
            towline_site_condition gauge condition,site
            towline_site_info gauge app_revision,config_revision,release,site
            towline_deployments_total counter outcome,site
            towline_deployment_phase_duration_seconds histogram phase,site
            towline_commit_to_live_seconds histogram site
            towline_rollbacks_total counter reason,site
            towline_health_check_up gauge check,site
            towline_drift_total counter action,site
            towline_managed_files gauge site
            towline_migrations_total counter phase,result,site
            towline_migrations_pending gauge phase,site
            towline_webhook_requests_total counter hook,result
            towline_restore_point_timestamp_seconds gauge site
            towline_backup_last_success_timestamp_seconds gauge site
            towline_target_restarts_total counter site
            towline_queue_depth gauge\s
            """;

    private void everything() {
        for (Event event : List.of(
                new Event.SourceFetched(NOW, "config", "moved", "a".repeat(40), Duration.ofMillis(80), ""),
                new Event.SourceStands(NOW, "config", SourceStanding.WELL, "", "a".repeat(40), NOW),
                new Event.ReconcileStarted(NOW, YSC, "p1", "startup"),
                new Event.DeploymentStarted(NOW, YSC, "d1", null, null, null),
                new Event.PhaseEnded(NOW, YSC, "d1", "build", Duration.ofSeconds(3)),
                new Event.Progress(NOW, YSC, "d1", "building"),
                new Event.DeploymentEnded(NOW, YSC, "d1", "succeeded", "", NOW.minusSeconds(42)),
                new Event.RolledBack(NOW, YSC, "unhealthy", "login: 500"),
                new Event.HealthSeen(NOW, YSC, "login", true, ""),
                new Event.ChecksKnown(NOW, YSC, List.of("login")),
                new Event.DriftSeen(NOW, YSC, "changed", "/etc/nginx/x"),
                new Event.ConditionsChanged(NOW, YSC, Map.of("Ready", true, "Stalled", false)),
                new Event.TargetSeen(NOW, YSC, "c".repeat(40), "d".repeat(40), "r1", 30),
                new Event.RestorePointTaken(NOW, YSC, "rp", 1000), new Event.BackupTaken(NOW, YSC, "b", 1000),
                new Event.MigrationRan(NOW, YSC, "expand", "succeeded"),
                new Event.MigrationsPending(NOW, YSC, "contract", 2),
                new Event.HookReceived(NOW, "github", "accepted"), new Event.QueueDepth(NOW, 3),
                new Event.ReconcileEnded(NOW, YSC, "p1", "converged", Duration.ofSeconds(5), ""))) {
            metrics.on(event);
        }
    }

    @Test
    void names_types_and_labels_are_those_of_the_contract() {
        everything();
        Map<String, String> families = new TreeMap<>();
        CONTRACT.lines().forEach(line -> families.put(line.substring(0, line.indexOf(' ')), line.strip()));
        Map<String, String> found = families();
        // Micrometer gives each duration the longest of the last minutes beside it; that is no name of ours.
        found.keySet().removeIf(name -> name.endsWith("_seconds_max"));
        assertEquals(String.join("\n", families.values()), String.join("\n", found.values()));
    }

    private Map<String, String> families() {
        Map<String, String> found = new TreeMap<>();
        String text = metrics.scrape();
        Matcher types = Pattern.compile("# TYPE (\\S+) (\\S+)").matcher(text);
        while (types.find()) {
            Matcher sample = Pattern.compile("(?m)^" + types.group(1) + "(?:_count)?(?:\\{([^}]*)})? ").matcher(text);
            assertTrue(sample.find(), types.group(1));
            String labels = sample.group(1) == null ? "" : sample.group(1).replaceAll("=\"[^\"]*\"", "");
            found.put(types.group(1), (types.group(1) + " " + types.group(2) + " " + labels).strip());
        }
        return found;
    }

    @Test
    void every_family_has_a_help_text() {
        everything();
        for (String family : families().keySet()) {
            assertTrue(metrics.scrape().contains("# HELP " + family + " "), family);
        }
    }

    @Test
    void promtool_accepts_the_scrape() throws Exception {
        everything();
        boolean there = Files.isExecutable(Path.of("/usr/bin/promtool"));
        assumeTrue(there || "true".equals(System.getenv("CI")), "promtool is not installed (package prometheus)");
        Process promtool = new ProcessBuilder("/usr/bin/promtool", "check", "metrics").redirectErrorStream(true)
                .start();
        try (var in = promtool.getOutputStream()) {
            in.write(metrics.scrape().getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, promtool.waitFor(), said);
        assertEquals("", said);
    }

    @Test
    void all_series_of_a_site_go_with_it() {
        everything();
        metrics.on(new Event.TargetGone(NOW, YSC));
        assertFalse(metrics.scrape().contains("ysc"), metrics.scrape());
    }

    @Test
    void the_end_of_its_last_pass_does_not_bring_a_site_back_but_a_new_pass_does() {
        everything();
        metrics.on(new Event.TargetGone(NOW, YSC));
        metrics.on(new Event.ReconcileEnded(NOW, YSC, "p1", "converged", Duration.ofSeconds(5), ""));
        assertFalse(metrics.scrape().contains("ysc"));
        metrics.on(new Event.ReconcileStarted(NOW, YSC, "p2", "interval"));
        metrics.on(new Event.ReconcileEnded(NOW, YSC, "p2", "converged", Duration.ofSeconds(5), ""));
        assertTrue(metrics.scrape().contains("towline_reconcile_total{result=\"converged\",site=\"ysc\"} 1.0"));
    }

    @Test
    void a_source_that_is_followed_no_more_goes() {
        everything();
        metrics.on(new Event.SourceGone(NOW, "config"));
        assertFalse(metrics.scrape().contains("\"config\""));
    }

    @Test
    void a_new_revision_replaces_the_old_one() {
        everything();
        for (char c : "bcdef".toCharArray()) {
            metrics.on(new Event.SourceFetched(NOW, "config", "moved", String.valueOf(c).repeat(40),
                    Duration.ofMillis(80), ""));
            metrics.on(new Event.TargetSeen(NOW, YSC, String.valueOf(c).repeat(40), null, "r" + c, 31));
        }
        assertEquals(1, count("towline_source_revision_info{"));
        assertEquals(1, count("towline_site_info{"));
        assertTrue(metrics.scrape().contains("release=\"rf\""));
    }

    @Test
    void a_gauge_that_went_and_comes_back_shows_its_new_value() {
        everything();
        metrics.on(new Event.TargetSeen(NOW, YSC, "e".repeat(40), null, null, 1));
        metrics.on(new Event.TargetSeen(NOW, YSC, "c".repeat(40), "d".repeat(40), "r1", 7));
        assertEquals(1, count("towline_site_info{"));
        assertTrue(metrics.scrape().contains("towline_managed_files{site=\"ysc\"} 7.0"));
    }

    @Test
    void a_check_that_was_removed_from_the_config_goes() {
        everything();
        metrics.on(new Event.HealthSeen(NOW, YSC, "old", false, ""));
        metrics.on(new Event.ChecksKnown(NOW, YSC, List.of("login")));
        assertEquals(1, count("towline_health_check_up{"));
    }

    @Test
    void a_condition_that_is_told_no_more_goes() {
        everything();
        metrics.on(new Event.ConditionsChanged(NOW, YSC, Map.of("Ready", false)));
        assertEquals(1, count("towline_site_condition{"));
        assertTrue(metrics.scrape().contains("towline_site_condition{condition=\"Ready\",site=\"ysc\"} 0.0"));
    }

    @Test
    void free_text_as_a_reason_cannot_fill_the_memory() {
        for (int i = 0; i < 10_000; i++) {
            metrics.on(new Event.RolledBack(NOW, YSC, "reason " + i, ""));
        }
        assertTrue(count("towline_rollbacks_total{") <= 65);
        assertTrue(metrics.scrape().contains("reason=\"other\""));
    }

    @Test
    void a_commit_from_a_wrong_clock_counts_as_at_once() {
        metrics.on(new Event.DeploymentEnded(NOW, YSC, "d", "succeeded", "", NOW.plusSeconds(1000)));
        assertTrue(metrics.scrape().contains("towline_commit_to_live_seconds_sum{site=\"ysc\"} 0.0"));
    }

    @Test
    void only_success_makes_commit_to_live() {
        metrics.on(new Event.DeploymentEnded(NOW, YSC, "d", "rolled-back", "", NOW.minusSeconds(9)));
        assertEquals(0, count("towline_commit_to_live"));
    }

    private long count(String prefix) {
        return metrics.scrape().lines().filter(line -> line.startsWith(prefix)).count();
    }
}
