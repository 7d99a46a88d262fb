package dev.towline.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.source.Revision;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The acts, in order. */
final class Story {
    private static final String SITE = "sites/demo/site.yaml";
    private static final String PROXY = "components/demo-proxy/proxy.properties.j2";
    private static final String GREETING = "  greeting: Hello from Towline\n";

    private Story() {}

    static List<Act> acts() {
        return List.of(
                new Act("An empty host becomes a site", Story::firstDeploy),
                new Act("git push, found by the poll", Story::push),
                new Act("git push, told by a signed GitHub webhook", Story::webhook),
                new Act("A change of the configuration alone", Story::configuration),
                new Act("A template with a mistake", Story::templateError),
                new Act("A release that is not healthy", Story::unhealthy),
                new Act("A release that fails when it serves already", Story::late),
                new Act("A push that mends it", Story::mended));
    }

    private static String firstDeploy(Stage stage) {
        stage.until("an agent that is up", () -> stage.inquiry().ask(stage.inquiry().agentUrl() + "/healthz"));
        stage.seen("the agent is up (pid " + stage.agent().pid() + ")");
        stage.live("first edition");
        stage.visitors().start();
        stage.seen("the site answers, and its visitors come in");
        String release = release(stage.deployed(stage.repositories().firstCommit(), "succeeded"));
        serves(stage, release);
        return "release " + release + " serves the first edition, its worker works";
    }

    private static String push(Stage stage) {
        Revision pushed = stage.repositories().pushApp(stage.repositories().second(), "Entries have a mood");
        stage.live("second edition");
        stage.seen("live; its migration added a column while the first edition served");
        String release = release(stage.deployed(pushed, "succeeded"));
        serves(stage, release);
        return "release " + release + " serves the second edition";
    }

    private static String webhook(Stage stage) {
        Revision pushed = stage.repositories().pushApp(stage.repositories().reprint(), "Second edition, reprinted");
        long sent = System.nanoTime();
        HttpResponse<String> answer = stage.inquiry()
                .send(Webhook.push(stage.inquiry().agentUrl(), stage.hookSecret(), pushed.commit()))
                .orElseThrow(() -> new StoryBroken("the agent did not answer the webhook"));
        stage.require(answer.statusCode() == 202,
                "the webhook was answered with " + answer.statusCode() + ": " + answer.body());
        stage.seen("answered 202 in " + (System.nanoTime() - sent) / 1_000_000 + " ms");
        stage.live("second edition, reprinted");
        stage.seen("live");
        String release = release(stage.deployed(pushed, "succeeded"));
        serves(stage, release);
        return "release " + release + " serves";
    }

    private static String configuration(Stage stage) {
        String release = stage.serving();
        Revision pushed = stage.repositories().editConfig(SITE, GREETING,
                GREETING + "  proxy_headers: { X-Front: towline demo, X-Motto: pull gently }\n",
                "A motto for everybody");
        stage.until("an answer with the new header", () -> stage.inquiry().page()
                .filter(page -> page.headers().firstValue("X-Motto").equals(Optional.of("pull gently"))));
        stage.seen("the proxy was reloaded and sends X-Motto");
        follows(stage, pushed);
        stage.require(stage.serving().equals(release), "a change of the configuration alone made another release");
        return "the same release " + release + " serves on";
    }

    private static String templateError(Stage stage) {
        String release = stage.serving();
        stage.visitors().releases();
        stage.repositories().editConfig(PROXY, "socket = {{ site.current_socket }}",
                "socket = {{ site.current_sokcet }}", "A slip of the keyboard");
        JsonNode status = stage.until("a status that refuses the template", () -> stage.inquiry().status()
                .filter(s -> text(s).contains(PROXY + ":")));
        String message = lineWith(text(status), PROXY + ":");
        stage.seen("refused before anything was written: " + message);
        stage.require(!status.path("conditions").path("Ready").asBoolean(), "the status says Ready all the same");
        onlyServes(stage, release);
        follows(stage, stage.repositories().editConfig(PROXY, "socket = {{ site.current_sokcet }}",
                "socket = {{ site.current_socket }}", "Spelt right"));
        return "the site served on, and the mended template was taken";
    }

    private static String unhealthy(Stage stage) {
        String release = stage.serving();
        stage.visitors().releases();
        Revision pushed = stage.repositories().pushApp(stage.repositories().over("r3-unhealthy"), "Count visitors");
        JsonNode deployment = stage.deployed(pushed, "failed");
        stage.seen(reason(deployment));
        stage.require(!phases(deployment).contains("switch"), "it was switched to: " + phases(deployment));
        onlyServes(stage, release);
        quarantined(stage);
        return "never switched to, not tried again until Git moves; " + release + " serves";
    }

    private static String late(Stage stage) {
        String release = stage.serving();
        stage.visitors().releases();
        Revision pushed = stage.repositories().pushApp(stage.repositories().over("r4-late"), "A pool of connections");
        long bad = stage.until("the new release saying that it fails",
                () -> stage.inquiry().ask(stage.inquiry().siteUrl() + "/ready")
                        .filter(answer -> answer.statusCode() == 500).map(answer -> System.nanoTime()));
        stage.seen("it serves, and says now that it cannot any more");
        stage.until("the release before, serving again", () -> stage.inquiry().page()
                .filter(page -> page.headers().firstValue("X-Release").equals(Optional.of(release))));
        Duration back = Duration.ofNanos(System.nanoTime() - bad);
        stage.seen("release " + release + " serves again, " + Stage.seconds(back) + " after the first sign");
        JsonNode deployment = stage.deployed(pushed, "rolled-back");
        stage.seen(reason(deployment));
        Set<String> served = stage.visitors().releases();
        stage.require(served.size() == 2, "visitors should have met two releases, and met " + served);
        serves(stage, release);
        quarantined(stage);
        return "rolled back in " + Stage.seconds(back);
    }

    private static String mended(Stage stage) {
        Revision pushed = stage.repositories().pushApp(stage.repositories().over("r5-good"), "Third edition");
        stage.live("third edition");
        stage.seen("live");
        String release = release(stage.deployed(pushed, "succeeded"));
        serves(stage, release);
        return "release " + release + " serves the third edition";
    }

    private static void serves(Stage stage, String release) {
        String serving = stage.serving();
        stage.require(serving.equals(release), "release " + release + " should serve, and " + serving + " does");
        stage.workerFollows(release);
        stage.until("a status that names release " + release, () -> stage.inquiry().status()
                .filter(s -> s.path("release").asText().equals(release) && !s.hasNonNull("phase")));
    }

    /** No visitor has met another release. */
    private static void onlyServes(Stage stage, String release) {
        stage.until("a visit", () -> Optional.of(stage.visitors().releases()).filter(met -> {
            stage.require(met.isEmpty() || met.equals(Set.of(release)),
                    "visitors should have met release " + release + " alone, and met " + met);
            return !met.isEmpty();
        }));
    }

    private static void quarantined(Stage stage) {
        stage.until("a quarantine in the status", () -> stage.inquiry().status()
                .filter(status -> !status.path("quarantined").isEmpty()));
    }

    private static void follows(Stage stage, Revision config) {
        stage.until("a status that is ready at config " + config, () -> stage.inquiry().status()
                .filter(s -> s.path("config").asText().startsWith(config.commit())
                        && s.path("conditions").path("Ready").asBoolean() && !s.hasNonNull("phase")));
    }

    private static String release(JsonNode deployment) {
        return deployment.path("release").asText();
    }

    private static List<String> phases(JsonNode deployment) {
        return deployment.path("phases").findValuesAsText("phase");
    }

    private static String reason(JsonNode deployment) {
        return deployment.path("outcome").asText() + ": " + Stage.firstLine(deployment.path("reason").asText());
    }

    private static String text(JsonNode status) {
        StringBuilder text = new StringBuilder(status.path("message").asText());
        status.path("problems").forEach(problem -> text.append('\n').append(problem.asText()));
        return text.toString();
    }

    private static String lineWith(String text, String part) {
        return text.lines().filter(line -> line.contains(part)).findFirst().orElse(text);
    }
}
