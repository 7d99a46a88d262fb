package dev.towline.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the agent and the site over HTTP; the agent's API with a token. */
final class Inquiry implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1).build();
    private final String agent;
    private final String site;
    private final String token;

    /** @param token of the agent's API */
    Inquiry(Ports ports, String token) {
        this.token = token;
        this.agent = "http://127.0.0.1:" + ports.agent();
        this.site = "http://127.0.0.1:" + ports.site();
    }

    String agentUrl() {
        return agent;
    }

    String siteUrl() {
        return site;
    }

    /** Empty while nobody answers. */
    Optional<HttpResponse<String>> ask(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build());
    }

    Optional<HttpResponse<String>> send(HttpRequest request) {
        try {
            return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }

    /** The page that the site shows, or nothing where it shows none. */
    Optional<HttpResponse<String>> page() {
        return ask(site + "/").filter(answer -> answer.statusCode() == 200);
    }

    /** What the application says of itself. */
    Optional<JsonNode> application() {
        return ask(site + "/status").filter(answer -> answer.statusCode() == 200).map(Inquiry::json);
    }

    /** The site as {@code towline status} knows it. */
    Optional<JsonNode> status() {
        return api("/api/v1/sites/demo").filter(answer -> answer.statusCode() == 200).map(Inquiry::json);
    }

    /** The site's deployments, the newest first. */
    List<JsonNode> deployments() {
        List<JsonNode> all = new ArrayList<>();
        api("/api/v1/deployments?site=demo&limit=50").filter(answer -> answer.statusCode() == 200)
                .map(Inquiry::json).ifPresent(json -> json.path("deployments").forEach(all::add));
        return all;
    }

    private Optional<HttpResponse<String>> api(String path) {
        return send(HttpRequest.newBuilder(URI.create(agent + path)).timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token).build());
    }

    String metrics() {
        return ask(agent + "/metrics").map(HttpResponse::body).orElse("");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new StoryBroken(answer.uri() + " answered what is no JSON: " + answer.body(), e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
