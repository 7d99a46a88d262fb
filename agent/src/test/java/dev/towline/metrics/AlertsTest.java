package dev.towline.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.apply.StepFailed.Fault;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.history.Outcome;
import dev.towline.plan.Phase;
import dev.towline.reconcile.ReconcileResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented alerts, and the counters that they watch. */
class AlertsTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Path TESTS = Path.of("src/test/resources/alerts/alerts-test.yml");
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03Z");
    private static final TargetName YSC = TargetName.site("ysc");
    private final Metrics metrics = new Metrics("0.1.0");

    private static List<String> words(Stream<String> names) {
        return names.map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-')).toList();
    }

    @Test
    void every_alert_fires_and_is_silent_as_its_test_says(@TempDir Path folder) throws Exception {
        boolean there = Files.isExecutable(Path.of("/usr/bin/promtool"));
        assumeTrue(there || "true".equals(System.getenv("CI")), "promtool is not installed (package prometheus)");
        Files.copy(DOCS.resolve("alerts.yml"), folder.resolve("alerts.yml"));
        Files.copy(TESTS, folder.resolve("tests.yml"));
        Process promtool = new ProcessBuilder("/usr/bin/promtool", "test", "rules", "tests.yml")
                .directory(folder.toFile()).redirectErrorStream(true).start();
        promtool.getOutputStream().close();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, promtool.waitFor(), said);
    }

    @Test
    void every_alert_has_a_test_and_stands_in_the_documentation() throws IOException {
        String rules = Files.readString(DOCS.resolve("alerts.yml"));
        String tests = Files.readString(TESTS);
        List<String> alerts = rules.lines().filter(l -> l.contains("- alert: "))
                .map(l -> l.substring(l.indexOf(':') + 2)).toList();
        assertTrue(alerts.size() > 5);
        for (String alert : alerts) {
            assertEquals(2, tests.split("alertname: " + alert + "\\b", -1).length - 1, alert);
        }
        assertTrue(Files.readString(DOCS.resolve("operations.md")).contains(rules.substring(rules.indexOf("groups:"))));
    }

    @Test
    void counters_of_a_site_a_source_and_a_hook_begin_at_zero() {
        metrics.hooks(List.of("github"));
        metrics.on(new Event.ReconcileStarted(NOW, YSC, "p1", "startup"));
        metrics.on(new Event.SourceFetched(NOW, "config", "unchanged", null, Duration.ZERO, ""));
        for (String series : List.of("rollbacks_total{reason=\"verify\",site=\"ysc\"}",
                "rollbacks_total{reason=\"switch\",site=\"ysc\"}", "deployments_total{outcome=\"failed\",site=\"ysc\"}",
                "reconcile_total{result=\"blocked\",site=\"ysc\"}", "target_restarts_total{site=\"ysc\"}",
                "source_fetch_total{result=\"failed\",source=\"config\"}",
                "webhook_requests_total{hook=\"github\",result=\"unauthorized\"}")) {
            assertTrue(metrics.scrape().contains("towline_" + series + " 0.0"), series);
        }
    }

    @Test
    void what_begins_at_zero_are_all_that_can_be_counted() {
        assertEquals(words(Arrays.stream(Outcome.values()).filter(o -> o != Outcome.RUNNING).map(Enum::name)).stream()
                .sorted().toList(), FromZero.OUTCOMES.stream().sorted().toList());
        assertEquals(words(Arrays.stream(Phase.values())
                .filter(p -> p.beforeCommit() && p.compareTo(Phase.SWITCH) >= 0).map(Enum::name)), FromZero.REASONS);
        List<ReconcileResult> results = List.of(new ReconcileResult.Converged("d"),
                new ReconcileResult.UpToDate(true, ""), new ReconcileResult.RolledBack(""),
                new ReconcileResult.Waiting(Duration.ZERO, ""), new ReconcileResult.Superseded(""),
                new ReconcileResult.Blocked(""), new ReconcileResult.Stalled(""),
                new ReconcileResult.Failed(Fault.REVISION, ""));
        assertEquals(ReconcileResult.class.getPermittedSubclasses().length, results.size());
        assertEquals(results.stream().map(ReconcileResult::label).toList(), FromZero.RESULTS);
    }
}
