package dev.towline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.trigger.Trigger;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ApiTest {
    private static final TargetName YSC = TargetName.site("ysc");

    @TempDir
    Path folder;
    private Edge edge;

    @BeforeEach
    void start() throws IOException {
        edge = new Edge(folder);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void alive_while_it_lives_and_ready_after_the_first_pass() throws Exception {
        assertEquals(200, edge.get("/healthz").statusCode());
        HttpResponse<String> before = edge.get("/readyz");
        assertEquals(503, before.statusCode());
        assertEquals("not ready: the first pass has not ended yet\n", before.body());
        edge.board.ready();
        assertEquals(200, edge.get("/readyz").statusCode());
    }

    @Test
    void metrics_are_the_scrape_as_it_is() throws Exception {
        HttpResponse<String> answer = edge.get("/metrics");
        assertEquals("# HELP towline_up x\n", answer.body());
        assertEquals("text/plain; version=0.0.4; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void the_shape_of_the_status_is_api() throws Exception {
        String sixes = "c".repeat(40);
        String apps = "a".repeat(40);
        String target = "\"conditions\":{\"Healthy\":true,\"Ready\":true},\"result\":\"up-to-date\",\"message\":\"\","
                + "\"config\":\"" + sixes + "\",\"app\":\"" + apps + "\",\"release\":\"20261120-a1\","
                + "\"deployment\":null,\"phase\":null,\"quarantined\":[],\"contracts\":[],\"problems\":[\"<b>bad</b>\"],"
                + "\"lastPass\":\"2026-11-21T01:02:03Z\",\"nextTry\":null,\"answered\":{\"pass\":3,\"result\":\"converged\",\"message\":\"\",\"refused\":\"\",\"exitCode\":0},\"files\":12,\"pinned\":null,\"decisions\":[]}";
        assertEquals("{\"version\":\"0.1.0\",\"host\":\"soar-1\",\"started\":\"2026-11-21T01:02:03Z\",\"ready\":false,"
                + "\"sources\":[{\"name\":\"config\",\"url\":\"https://example.org/c.git\",\"track\":\"main\","
                + "\"revision\":\"" + sixes + "\",\"standing\":\"well\",\"result\":\"unchanged\",\"detail\":\"\","
                + "\"lastSuccess\":\"2026-11-21T01:02:03Z\",\"lastTry\":\"2026-11-21T01:02:03Z\",\"notes\":[]}],"
                + "\"targets\":[{\"target\":\"@host\"," + target + ",{\"target\":\"ysc\"," + target
                + "],\"queueDepth\":0}\n", edge.read("/api/v1/status").body());
    }

    @Test
    void one_site_by_its_name_and_the_host_as_at_host() throws Exception {
        assertEquals("ysc", new JsonObject(edge.read("/api/v1/sites/ysc").body()).getString("target"));
        assertEquals("@host", new JsonObject(edge.read("/api/v1/sites/@host").body()).getString("target"));
    }

    @Test
    void a_misspelt_site_is_not_found_and_the_nearest_is_named() throws Exception {
        HttpResponse<String> answer = edge.read("/api/v1/sites/ycs");
        assertEquals(404, answer.statusCode());
        assertEquals("{\"error\":\"this host has no site of that name\",\"remedy\":\"did you mean 'ysc'?\"}\n",
                answer.body());
    }

    @Test
    void deployments_are_listed_and_shown_with_their_output() throws Exception {
        JsonObject list = new JsonObject(edge.read("/api/v1/deployments?site=ysc&limit=1").body());
        assertEquals(1, list.getJsonArray("deployments").size());
        JsonObject one = list.getJsonArray("deployments").getJsonObject(0);
        assertEquals("succeeded", one.getString("outcome"));
        assertEquals(1.5, one.getJsonArray("phases").getJsonObject(0).getDouble("took"));
        JsonObject shown = new JsonObject(edge.read("/api/v1/deployments/20261121-010203-ab12").body());
        assertEquals("built\n", shown.getString("output"));
        assertEquals(404, edge.read("/api/v1/deployments/20261121-010203-zzzz").statusCode());
        assertEquals(400, edge.read("/api/v1/deployments/%2e%2e%2fetc").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "-1", "x", "99999999999"})
    void a_limit_that_makes_no_sense_is_refused(String limit) throws Exception {
        assertEquals(400, edge.read("/api/v1/deployments?limit=" + limit).statusCode());
    }

    @Test
    void deployments_of_an_unknown_site_are_not_an_empty_list() throws Exception {
        assertEquals(404, edge.read("/api/v1/deployments?site=ycs").statusCode());
        assertEquals(404, edge.read("/api/v1/deployments?site=..%2F").statusCode());
    }

    @Test
    void a_site_that_is_gone_keeps_its_past() throws Exception {
        edge.bus.publish(new dev.towline.event.Event.TargetGone(Edge.NOW, YSC));
        assertEquals(404, edge.read("/api/v1/sites/ysc").statusCode());
        assertEquals(200, edge.read("/api/v1/deployments?site=ysc").statusCode());
    }

    @Test
    void a_port_that_is_taken_is_named_and_the_socket_is_given_up_again() throws Exception {
        WebSettings free = Edge.settings(folder.resolve("2"), List.of(), WebSettings.BODY_TIMEOUT);
        WebSettings taken = new WebSettings(
                new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), edge.server.port()), free.socket(),
                free.hostNames(), free.hooks(), List.of(), free.readiness(), free.bodyTimeout());
        IOException refused = org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () -> new Edge(taken));
        assertTrue(String.valueOf(refused.getMessage()).contains(":" + edge.server.port()), refused.toString());
        assertFalse(java.nio.file.Files.exists(free.socket()));
    }

    @Test
    void http_2_in_the_clear_is_not_spoken() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(9), StandardCharsets.US_ASCII);
            assertTrue(answer.isEmpty() || answer.startsWith("HTTP/"), "a frame: " + answer);
        }
    }

    @Test
    void each_request_becomes_its_trigger() throws Exception {
        for (String request : List.of("reconcile", "rollback", "retry", "suspend", "resume", "approve")) {
            HttpResponse<String> answer = edge.ask("/api/v1/sites/ysc/" + request, "");
            assertEquals(202, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains("/api/v1/deployments?site=ysc&limit=1"));
        }
        assertEquals(202, edge.ask("/api/v1/sites/ysc/rollback", "{\"release\":\"20261120-a1\"}").statusCode());
        assertEquals(202, edge.ask("/api/v1/sites/@host/adopt", "{\"path\":\"/etc/motd\"}").statusCode());
        assertEquals(202, edge.ask("/api/v1/sites/ysc/suspend", "{\"reason\":\"annual meeting\"}").statusCode());
        assertEquals(List.of(asked(new Trigger.Request.Reconcile()),
                asked(new Trigger.Request.Rollback(Optional.empty())), asked(new Trigger.Request.Retry()),
                asked(new Trigger.Request.Suspend("")), asked(new Trigger.Request.Resume()),
                asked(new Trigger.Request.Approve()), asked(new Trigger.Request.Rollback(Optional.of("20261120-a1"))),
                new Trigger.Manual(new Trigger.Request.Adopt("/etc/motd"), Optional.of(TargetName.HOST),
                        "token default"),
                asked(new Trigger.Request.Suspend("annual meeting"))),
                edge.triggers);
    }

    private static Trigger asked(Trigger.Request request) {
        return new Trigger.Manual(request, Optional.of(YSC), "token default");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"rollback|{\"release\":\"../../etc\"}", "rollback|{\"to\":\"x\"}",
            "rollback|{\"release\":7}", "rollback|[]", "rollback|{", "adopt|{}", "adopt|{\"path\":\"etc\"}",
            "suspend|{\"for\":\"1h\"}"})
    void a_body_that_is_not_understood_is_refused_and_asks_for_nothing(String request, String body) throws Exception {
        HttpResponse<String> answer = edge.ask("/api/v1/sites/ysc/" + request, body);
        assertEquals(400, answer.statusCode(), answer.body());
        assertFalse(new JsonObject(answer.body()).getString("remedy").isEmpty());
        assertEquals(List.of(), edge.triggers);
    }

    @Test
    void a_large_body_is_refused() throws Exception {
        assertEquals(413, edge.ask("/api/v1/sites/ysc/rollback", " ".repeat(20_000)).statusCode());
    }

    @Test
    void an_unknown_request_is_not_found() throws Exception {
        HttpResponse<String> answer = edge.ask("/api/v1/sites/ysc/destroy", "");
        assertTrue(List.of(404, 405).contains(answer.statusCode()), answer.body());
        assertEquals(List.of(), edge.triggers);
    }

    @Test
    void asking_for_an_unknown_site_is_not_found() throws Exception {
        assertEquals(404, edge.ask("/api/v1/sites/ycs/suspend", "").statusCode());
    }

    @Test
    void a_full_mailbox_is_not_called_accepted() throws Exception {
        edge.taking.set(false);
        HttpResponse<String> answer = edge.ask("/api/v1/sites/ysc/suspend", "");
        assertEquals(503, answer.statusCode());
        assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer wrong", "Basic Y29ycmVjdA==", "Bearer correct-horse-battery-stapl"})
    void asking_needs_the_token(String authorization) throws Exception {
        HttpRequest.Builder request = edge.request("/api/v1/sites/ysc/suspend")
                .POST(HttpRequest.BodyPublishers.noBody());
        HttpResponse<String> answer = edge.send(
                authorization.isEmpty() ? request : request.header("Authorization", authorization));
        assertEquals(401, answer.statusCode());
        assertEquals("Bearer realm=\"towline\"", answer.headers().firstValue("WWW-Authenticate").orElse(""));
        assertEquals(List.of(), edge.triggers);
    }

    @Test
    void without_a_configured_token_nobody_may_ask_and_is_told_how_to_change_that() throws Exception {
        try (Edge closed = new Edge(Edge.settings(folder.resolve("2"), List.of(), WebSettings.BODY_TIMEOUT))) {
            HttpResponse<String> answer = closed.ask("/api/v1/sites/ysc/suspend", "");
            assertEquals(403, answer.statusCode());
            assertTrue(answer.body().contains("tokenFile"));
            assertEquals(401, closed.get("/api/v1/status").statusCode());
        }
    }

    @ParameterizedTest
    @CsvSource({"evil.example.net,421", "localhost.evil.net,421", "127.0.0.1.evil.net:9876,421", "localhost,200",
            "LOCALHOST:1,200", "127.0.0.1:9876,200", "[::1]:9876,200", "towline.example.org,200"})
    void a_page_that_made_its_name_point_here_reads_nothing(String host, int status) throws Exception {
        assertEquals(status, rawGet("/api/v1/status", host));
    }

    private int rawGet(String path, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + host
                    + "\r\nAuthorization: Bearer " + Edge.READER + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    @Test
    void what_a_proxy_passes_on_from_elsewhere_needs_the_token_even_to_read() throws Exception {
        assertEquals(401, edge.send(edge.request("/api/v1/status").header("X-Forwarded-For", "203.0.113.7"))
                .statusCode());
        assertEquals(401, edge.send(edge.request("/metrics").header("Forwarded", "for=203.0.113.7")).statusCode());
        assertEquals(200, edge.send(edge.request("/metrics").header("X-Forwarded-For", "203.0.113.7")
                .header("Authorization", "Bearer " + Edge.TOKEN)).statusCode());
        assertEquals(200, edge.send(edge.request("/healthz").header("X-Forwarded-For", "203.0.113.7")).statusCode());
    }

    @Test
    void unknown_paths_and_methods_are_json_errors() throws Exception {
        HttpResponse<String> answer = edge.read("/api/v2");
        assertEquals(404, answer.statusCode());
        assertTrue(answer.body().startsWith("{\"error\""));
        assertEquals(405, edge.send(edge.request("/api/v1/status").header("Authorization", "Bearer " + Edge.TOKEN)
                .DELETE()).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/towline.css", "/towline.js", "/api/v1/status", "/healthz", "/nothing"})
    void every_answer_carries_the_careful_headers(String path) throws Exception {
        HttpResponse<String> answer = edge.read(path);
        assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertTrue(answer.headers().firstValue("Content-Security-Policy").orElse("").startsWith("default-src 'none'"));
        assertFalse(answer.body().isEmpty());
    }

    @Test
    void the_dashboard_has_nothing_inline_and_nothing_from_elsewhere() throws Exception {
        String page = edge.get("/").body();
        assertFalse(page.contains("://"), "an address of elsewhere");
        assertFalse(page.matches("(?s).*(<script>|<style|style=|onclick|onload).*"), "something inline");
        assertFalse(edge.get("/towline.js").body().contains("innerHTML"), "text must not become markup");
    }
}
