package dev.towline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.audit.AuditEntry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see what, who may ask for what, and what is written down of it. */
@Timeout(60)
class AccessTest {
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

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/status", "/api/v1/sites/ysc", "/api/v1/sites/ysc/plan", "/api/v1/deployments",
            "/api/v1/deployments/20261121-010203-ab12", "/api/v1/events", "/api/v1/audit", "/nothing"})
    void another_user_of_this_machine_reads_nothing_without_a_token(String path) throws Exception {
        HttpResponse<String> answer = edge.get(path);
        assertEquals(401, answer.statusCode());
        assertFalse(answer.body().contains("ysc"), answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/metrics", "/", "/towline.js", "/towline.css"})
    void what_says_nothing_of_a_site_needs_no_token(String path) throws Exception {
        assertEquals(200, edge.get(path).statusCode());
    }

    @Test
    void a_token_that_reads_may_not_ask() throws Exception {
        assertEquals(200, edge.read("/api/v1/status").statusCode());
        HttpResponse<String> answer = edge.send(edge.request("/api/v1/sites/ysc/suspend")
                .header("Authorization", "Bearer " + Edge.READER).POST(HttpRequest.BodyPublishers.noBody()));
        assertEquals(403, answer.statusCode());
        assertEquals(List.of(), edge.triggers);
    }

    @Test
    void what_only_root_may_see_is_not_there_for_any_token() throws Exception {
        for (String path : List.of("/api/v1/sites/ysc/rendering", "/api/v1/sites/ysc/restore",
                "/api/v1/sites/ysc/doctor", "/api/v1/audit")) {
            assertEquals(404, edge.send(edge.request(path).header("Authorization", "Bearer " + Edge.TOKEN))
                    .statusCode(), path);
        }
        assertEquals(405, edge.ask("/api/v1/login", "").statusCode());
    }

    private String cookie(HttpResponse<String> entered) {
        return entered.headers().firstValue("Set-Cookie").orElse("");
    }

    private String invitation() throws IOException {
        return new JsonObject(edge.client.post("/api/v1/login", "").body()).getString("path");
    }

    @Test
    void a_login_url_of_root_lets_a_browser_read_and_works_once() throws Exception {
        String path = invitation();
        HttpResponse<String> entered = edge.get(path);
        assertEquals(303, entered.statusCode());
        assertEquals("/", entered.headers().firstValue("Location").orElse(""));
        String cookie = cookie(entered);
        assertTrue(cookie.contains("HTTPOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Max-Age="),
                cookie);
        String session = cookie.substring(0, cookie.indexOf(';'));
        assertEquals(200, edge.send(edge.request("/api/v1/status").header("Cookie", session)).statusCode());
        assertEquals(401, edge.get(path).statusCode());
    }

    @Test
    void a_browser_that_was_let_in_may_not_ask_for_anything() throws Exception {
        String cookie = cookie(edge.get(invitation()));
        HttpResponse<String> answer = edge.send(edge.request("/api/v1/sites/ysc/suspend")
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertEquals(401, answer.statusCode());
        assertEquals(List.of(), edge.triggers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login?code=", "/login?code=0000", "/login?code=../../etc"})
    void a_code_that_was_never_made_lets_nobody_in(String path) throws Exception {
        HttpResponse<String> answer = edge.get(path);
        assertEquals(401, answer.statusCode());
        assertEquals("", cookie(answer));
    }

    @ParameterizedTest
    @CsvSource({"towline_session=, 401", "towline_session=0000, 401", "other=1, 401"})
    void a_cookie_that_was_never_given_reads_nothing(String cookie, int status) throws Exception {
        assertEquals(status, edge.send(edge.request("/api/v1/status").header("Cookie", cookie)).statusCode());
    }

    @Test
    void a_wrong_token_beside_a_good_cookie_is_refused() throws Exception {
        String cookie = cookie(edge.get(invitation()));
        assertEquals(401, edge.send(edge.request("/api/v1/status").header("Authorization", "Bearer nothing")
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))).statusCode());
    }

    private List<String> audited() throws InterruptedException {
        return edge.audit.stream().map(e -> e.via() + " " + e.by() + " " + e.site() + " " + e.request() + " "
                + e.status()).toList();
    }

    @Test
    void every_request_for_a_decision_is_written_down_with_who_asked_and_the_answer() throws Exception {
        edge.ask("/api/v1/sites/ysc/rollback", "{\"release\":\"20261120-a1\"}");
        edge.send(edge.request("/api/v1/sites/ysc/suspend").header("Authorization", "Bearer " + Edge.READER)
                .POST(HttpRequest.BodyPublishers.noBody()));
        edge.ask("/api/v1/sites/@host/adopt", "{}");
        edge.ask("/api/v1/sites/ycs/retry", "");
        edge.client.post("/api/v1/sites/ysc/approve", "");
        edge.client.post("/api/v1/sites/ysc/restore", "{\"point\":\"p.dump\"}");
        Edge.until(() -> edge.audit.size() == 6);
        assertEquals(List.of("token default ysc rollback 202", "token grafana ysc suspend 403",
                "token default @host adopt 400", "token default ycs retry 404", "socket anna ysc approve 202",
                "socket anna ysc restore 202"), audited());
        AuditEntry rollback = edge.audit.getFirst();
        assertEquals("127.0.0.1", rollback.from());
        assertEquals("{release=20261120-a1}", rollback.detail());
        assertEquals(Edge.NOW, rollback.at());
    }

    @Test
    void a_thousand_requests_of_strangers_are_one_entry() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            edge.send(edge.request("/api/v1/sites/ysc/suspend").POST(HttpRequest.BodyPublishers.noBody()));
        }
        Edge.until(() -> !edge.audit.isEmpty());
        assertEquals(List.of("token   unauthenticated 401"), audited());
    }

    @Test
    void root_reads_the_trail() throws Exception {
        edge.ask("/api/v1/sites/ysc/suspend", "");
        Edge.until(() -> !edge.audit.isEmpty());
        JsonObject answer = new JsonObject(edge.client.get("/api/v1/audit?limit=1").body());
        assertEquals("suspend", answer.getJsonArray("audit").getJsonObject(0).getString("request"));
    }

    @Test
    void a_delivery_that_wakes_the_agent_is_written_down_under_its_hook() throws Exception {
        byte[] body = HooksTest.payload("push");
        for (int i = 0; i < 20; i++) {
            edge.send(edge.request("/hooks/github").header("X-GitHub-Event", "push")
                    .header("X-Hub-Signature-256", HooksTest.sign(Edge.SECRET, body))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        }
        Edge.until(() -> !edge.audit.isEmpty());
        assertEquals(List.of("hook github  wake 202"), audited());
    }
}
