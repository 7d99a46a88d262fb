package dev.towline.demo;

import java.util.List;
import java.util.stream.Collectors;

/** What is left to see after the story: nobody's entry is lost, and what the agent tells of it. */
record Finale(Stage stage) {
    private static final List<String> METRICS = List.of("towline_deployments_total{", "towline_rollbacks_total{",
            "towline_commit_to_live_seconds_count{", "towline_commit_to_live_seconds_sum{",
            "towline_webhook_requests_total{");

    void show() {
        stage.visitors().close();
        Visitors.Count all = stage.visitors().count();
        int rows = stage.until("an answer of the site", () -> stage.inquiry().application()).path("rows").asInt();
        stage.require(rows == all.written(),
                all.written() + " entries were acknowledged, and the guest book holds " + rows);
        stage.narrator().say("\nAll visits: " + all.asked() + " requests, " + all.failed() + " failed; " + all.written()
                + " entries written, all of them kept.");
        command("status");
        command("history");
        metrics();
    }

    private void command(String word) {
        String told = stage.agent().tell(word);
        stage.require(told.contains("demo"), "'towline " + word + "' should tell of the site, and says: " + told);
        stage.narrator().say("\n$ towline " + word);
        stage.narrator().output(told);
    }

    private void metrics() {
        String scraped = stage.inquiry().metrics();
        String some = scraped.lines().filter(line -> METRICS.stream().anyMatch(line::startsWith))
                .collect(Collectors.joining("\n"));
        for (String outcome : List.of("succeeded", "failed", "rolled-back")) {
            stage.require(some.contains("outcome=\"" + outcome + "\""),
                    "the metrics do not count a deployment that " + outcome + ":\n" + some);
        }
        stage.narrator().say("\n$ curl " + stage.inquiry().agentUrl() + "/metrics | grep …");
        stage.narrator().output(some);
    }
}
