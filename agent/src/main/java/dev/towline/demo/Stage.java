package dev.towline.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.secret.Secret;
import dev.towline.source.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Everybody who takes part, and what an act needs to do and check. */
final class Stage {
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private final Repositories repositories;
    private final DemoAgent agent;
    private final Inquiry inquiry;
    private final Visitors visitors;
    private final Patience patience;
    private final Narrator narrator;
    private final Secret hookSecret;
    private long began;
    private Visitors.Count before = new Visitors.Count(0, 0, 0);

    Stage(Repositories repositories, DemoAgent agent, Inquiry inquiry, Visitors visitors, Patience patience,
            Narrator narrator, Secret hookSecret) {
        this.repositories = repositories;
        this.agent = agent;
        this.inquiry = inquiry;
        this.visitors = visitors;
        this.patience = patience;
        this.narrator = narrator;
        this.hookSecret = hookSecret;
    }

    Repositories repositories() {
        return repositories;
    }

    DemoAgent agent() {
        return agent;
    }

    Inquiry inquiry() {
        return inquiry;
    }

    Visitors visitors() {
        return visitors;
    }

    Narrator narrator() {
        return narrator;
    }

    String hookSecret() {
        return hookSecret.reveal();
    }

    void play(List<Act> acts) {
        for (int i = 0; i < acts.size(); i++) {
            narrator.act(i + 1, acts.get(i).title());
            began = System.nanoTime();
            before = visitors.count();
            String observed = acts.get(i).play().apply(this);
            narrator.went(elapsed(), observed + "; " + visited());
        }
    }

    /** How the visitors fared in this act; a failed request breaks the story. */
    private String visited() {
        Visitors.Count now = visitors.count().since(before);
        require(now.failed() == 0, now.failed() + " of " + now.asked() + " requests failed: " + visitors.failures());
        return now.asked() + " requests, 0 failed";
    }

    /** Since the act began. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    void seen(String text) {
        narrator.seen(elapsed(), text);
    }

    <T> T until(String what, Supplier<Optional<T>> look) {
        return patience.until(what, AT_MOST, () -> {
            require(agent.runs(), "the agent has ended by itself");
            return look.get();
        });
    }

    void require(boolean asItMust, String otherwise) {
        if (!asItMust) {
            throw new StoryBroken(otherwise);
        }
    }

    /** The release that serves, from the application's own mouth. */
    String serving() {
        return until("an answer of the site", () -> inquiry.application()).path("release").asText();
    }

    /** The deployment of that commit of the app, once it has ended. */
    JsonNode deployed(Revision commit, String outcome) {
        JsonNode deployment = until("the end of the deployment of " + commit, () -> inquiry.deployments().stream()
                .filter(d -> d.path("app").asText().equals(commit.commit())
                        && !d.path("outcome").asText().equals("running"))
                .findFirst());
        require(deployment.path("outcome").asText().equals(outcome),
                "the deployment '" + deployment.path("subject").asText() + "' should have ended as " + outcome
                        + ", and is " + deployment.path("outcome").asText() + ": "
                        + deployment.path("reason").asText());
        return deployment;
    }

    /** The page that holds the text, as soon as it is served. */
    void live(String text) {
        until("a page that says '" + text + "'", () -> inquiry.page().filter(page -> page.body().contains(text)));
    }

    /** The worker runs from the release that serves. */
    void workerFollows(String release) {
        until("a worker of release " + release, () -> inquiry.application()
                .filter(app -> app.path("worker").path("release").asText().equals(release)));
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
