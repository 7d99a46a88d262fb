package dev.towline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.cli.AgentClient;
import dev.towline.desired.TargetName;
import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalSocketTest {
    @TempDir
    Path folder;

    private Path socket() {
        return folder.resolve("run/agent.sock");
    }

    @Test
    void root_asks_without_a_token_and_is_named_in_the_trigger() throws Exception {
        try (Edge edge = new Edge(folder)) {
            assertEquals(200, edge.client.get("/api/v1/status").status());
            AgentClient.Answer answer = edge.client.post("/api/v1/sites/ysc/rollback", "{\"release\":\"r1\"}");
            assertEquals(202, answer.status());
            assertTrue(answer.body().contains("\"accepted\":true"));
            assertTrue(answer.body().contains("\"pass\":7"), "the pass to wait for: " + answer.body());
            assertEquals(List.of(new Trigger.Manual(new Trigger.Request.Rollback(Optional.of("r1")),
                    Optional.of(TargetName.site("ysc")), "anna")), edge.triggers);
        }
    }

    @Test
    void only_root_on_this_machine_asks_for_restores() throws Exception {
        try (Edge edge = new Edge(folder)) {
            assertEquals(202,
                    edge.client.post("/api/v1/sites/ysc/prove", "{\"database\":\"ysc\",\"keep\":true}").status());
            assertEquals(202, edge.client.post("/api/v1/sites/ysc/restore", "{\"point\":\"p.dump\"}").status());
            assertEquals(List.of(
                    new Trigger.Manual(new Trigger.Request.Prove(Optional.empty(), Optional.of("ysc"), true),
                            Optional.of(TargetName.site("ysc")), "anna"),
                    new Trigger.Manual(new Trigger.Request.Restore("p.dump", true),
                            Optional.of(TargetName.site("ysc")), "anna")),
                    edge.triggers);
            assertEquals("{\"site\":\"ysc\",\"points\":[]}", edge.client.get("/api/v1/sites/ysc/restore").body());
            assertEquals(405, edge.ask("/api/v1/sites/ysc/restore", "{\"point\":\"p.dump\"}").statusCode());
            assertEquals(404, edge.read("/api/v1/sites/ysc/restore").statusCode());
            assertEquals(2, edge.triggers.size());
        }
    }

    @Test
    void only_root_on_this_machine_has_a_sites_databases_examined() throws Exception {
        try (Edge edge = new Edge(folder)) {
            assertEquals("{\"site\":\"ysc\",\"findings\":[]}", edge.client.get("/api/v1/sites/ysc/doctor").body());
            assertEquals(404, edge.client.get("/api/v1/sites/nobody/doctor").status());
            assertEquals(404, edge.read("/api/v1/sites/ysc/doctor").statusCode());
        }
    }

    @Test
    void a_restore_that_names_a_path_or_no_point_is_refused() throws Exception {
        try (Edge edge = new Edge(folder)) {
            for (String body : List.of("", "{}", "{\"point\":\"../x\"}", "{\"point\":7}",
                    "{\"point\":\"p\",\"save\":\"no\"}", "{\"point\":\"p\",\"force\":true}")) {
                assertEquals(400, edge.client.post("/api/v1/sites/ysc/restore", body).status(), body);
            }
            assertEquals(List.of(), edge.triggers);
        }
    }

    @Test
    void only_the_owner_may_connect_and_nothing_is_left_beside_it() throws Exception {
        try (Edge edge = new Edge(folder)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
            try (var names = Files.list(folder.resolve("run"))) {
                assertEquals(List.of(socket()), names.toList());
            }
            assertTrue(edge.server.port() > 0);
        }
        assertFalse(Files.exists(socket()), "a stopped agent leaves no socket");
    }

    @Test
    void the_socket_of_a_killed_agent_is_replaced() throws Exception {
        Files.createDirectories(socket().getParent());
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket()));
        }
        assertTrue(Files.exists(socket()), "as kill -9 leaves it");
        try (Edge edge = new Edge(folder)) {
            assertEquals(200, edge.client.get("/healthz").status());
        }
    }

    @Test
    void a_second_agent_does_not_take_the_socket_of_the_first() throws Exception {
        try (Edge first = new Edge(folder)) {
            IOException refused = assertThrows(IOException.class, () -> new Edge(folder));
            assertTrue(String.valueOf(refused.getMessage()).contains("another agent answers"), refused.toString());
            assertEquals(200, first.client.get("/healthz").status());
        }
    }

    @Test
    void a_file_or_link_in_its_place_is_left_alone() throws Exception {
        Files.createDirectories(socket().getParent());
        Files.writeString(socket(), "mine");
        assertThrows(IOException.class, () -> new Edge(folder));
        assertEquals("mine", Files.readString(socket()));
    }

    @Test
    void without_an_agent_the_client_says_so() {
        AgentClient client = new AgentClient(socket(), Duration.ofSeconds(1), "anna");
        AgentClient.AgentDown down = assertThrows(AgentClient.AgentDown.class, () -> client.get("/api/v1/status"));
        assertTrue(String.valueOf(down.getMessage()).contains("systemctl status towline"));
    }

    @Test
    void an_agent_that_does_not_answer_is_not_waited_for_for_ever() throws Exception {
        Files.createDirectories(socket().getParent());
        try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            mute.bind(UnixDomainSocketAddress.of(socket()));
            AgentClient client = new AgentClient(socket(), Duration.ofMillis(200), "anna");
            IOException late = assertThrows(IOException.class, () -> client.get("/api/v1/status"));
            assertEquals("the agent did not answer /api/v1/status in time", late.getMessage());
        }
    }

    @Test
    void a_path_that_would_smuggle_a_header_is_no_path() {
        AgentClient client = new AgentClient(socket(), Duration.ofSeconds(1), "anna");
        assertThrows(IllegalArgumentException.class, () -> client.get("/x HTTP/1.0\r\nX: y"));
    }
}
