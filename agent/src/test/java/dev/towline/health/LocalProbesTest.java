package dev.towline.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.CommandResult;
import dev.towline.host.UnitState;
import dev.towline.host.UnitState.Active;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of ports, units, commands and SQLite. */
class LocalProbesTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String WEB = "club-web-blue.service";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final FakeHost host = new FakeHost();
    private final HealthProber prober = new HealthProber(host, new HttpExchange(vertx), "club.example.org");

    @AfterEach
    void end() {
        vertx.close();
    }

    private Optional<String> ask(HealthCheck check) {
        return prober.probe(check, null);
    }

    private String failure(HealthCheck check) {
        return ask(check).orElseThrow(() -> new AssertionError("it passed"));
    }

    // tcp

    @Test
    void an_open_port_and_an_open_socket_pass() throws IOException {
        try (RawServer port = RawServer.port(RawServer.raw(""));
                RawServer unix = RawServer.unix(folder.resolve("a.sock"), RawServer.raw(""))) {
            assertEquals(Optional.empty(), ask(new HealthCheck.Tcp("a", port.endpoint(), LONG)));
            assertEquals(Optional.empty(), ask(new HealthCheck.Tcp("a", unix.endpoint(), LONG)));
        }
    }

    @Test
    void closed_ones_do_not_and_the_place_is_said() throws IOException {
        // Bound and not listening: nobody else on this machine can take it meanwhile.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            Endpoint port = new Endpoint.Port("127.0.0.1", bound.getLocalPort(), false);
            assertTrue(failure(new HealthCheck.Tcp("a", port, LONG)).startsWith("cannot connect to " + port));
        }
        Endpoint gone = new Endpoint.Unix(folder.resolve("gone.sock").toString());
        assertTrue(failure(new HealthCheck.Tcp("a", gone, LONG)).startsWith("cannot connect to " + gone));
        Endpoint tooLong = new Endpoint.Unix("/" + "x".repeat(200));
        assertTrue(failure(new HealthCheck.Tcp("a", tooLong, LONG)).contains("too long"));
    }

    // unit

    private HealthCheck.Unit unit(Active active, int restarts, int pid) {
        host.units.put(WEB, new UnitState(active, true, restarts, pid));
        return new HealthCheck.Unit("web", WEB, LONG);
    }

    @Test
    void a_unit_that_stays_up_passes_also_when_it_was_restarted_long_ago() {
        assertEquals(Optional.empty(), ask(unit(Active.ACTIVE, 4, 100)));
        assertEquals(Optional.empty(), ask(unit(Active.ACTIVE, 4, 100)));
    }

    @ParameterizedTest
    @CsvSource({"FAILED,is failed", "INACTIVE,is inactive", "ACTIVATING,is activating", "ABSENT,does not know it"})
    void a_unit_that_is_not_up_does_not_pass(Active active, String why) {
        assertTrue(failure(unit(active, 0, 0)).contains(why));
    }

    @Test
    void a_crash_loop_that_is_sampled_active_does_not_pass() {
        ask(unit(Active.ACTIVE, 0, 100));
        assertEquals(WEB + " crashed and was restarted by the service manager (restarts 0 -> 1)",
                failure(unit(Active.ACTIVE, 1, 101)));
        assertEquals(Optional.empty(), ask(unit(Active.ACTIVE, 1, 101)));
    }

    @Test
    void a_crash_that_is_first_sampled_down_is_seen_again_when_it_is_back() {
        ask(unit(Active.ACTIVE, 0, 100));
        assertTrue(failure(unit(Active.ACTIVATING, 0, 0)).contains("is activating"));
        assertTrue(failure(unit(Active.ACTIVE, 1, 101)).contains("restarts 0 -> 1"));
    }

    @Test
    void another_main_process_means_a_restart() {
        ask(unit(Active.ACTIVE, 2, 100));
        assertTrue(failure(unit(Active.ACTIVE, 0, 101)).contains("main process 100 -> 101"));
    }

    @Test
    void a_unit_without_main_process_passes() {
        ask(unit(Active.ACTIVE, 0, 0));
        assertEquals(Optional.empty(), ask(unit(Active.ACTIVE, 0, 0)));
    }

    @Test
    void a_start_that_was_awaited_is_no_restart() {
        ask(unit(Active.ACTIVATING, 0, 100));
        assertEquals(Optional.empty(), ask(unit(Active.ACTIVE, 0, 101)));
    }

    // command

    @Test
    void a_command_runs_as_its_user_within_its_time() {
        assertEquals(Optional.empty(), ask(new HealthCheck.Exec("queue", List.of("check-queue", "-q"), "club", LONG)));
        assertEquals(List.of("check-queue", "-q"), host.commands.getFirst().argv());
        assertEquals("club", host.commands.getFirst().user());
        assertEquals(LONG, host.commands.getFirst().timeout());
    }

    @Test
    void a_command_that_fails_is_told_with_what_it_said() {
        host.result = new CommandResult(3, "out\n", "queue is\u001b[2J stuck\n");
        assertEquals("check-queue ended with exit code 3: out queue is [2J stuck",
                failure(new HealthCheck.Exec("queue", List.of("check-queue"), null, LONG)));
    }

    // sqlite

    private HealthCheck.Sql sql(String url, String query, @Nullable String expect) {
        return new HealthCheck.Sql("database", url, null, null, query, expect, LONG);
    }

    private Path database() throws SQLException {
        Path file = folder.resolve("club.sqlite3");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS member (name TEXT)");
            statement.execute("INSERT INTO member VALUES ('ada')");
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite:", "jdbc:sqlite:", "sqlite://"})
    void a_query_that_answers_passes(String scheme) throws SQLException {
        assertEquals(Optional.empty(), ask(sql(scheme + database(), "select count(*) from member", "1")));
        assertEquals(Optional.empty(), ask(sql(scheme + database(), "select 1", null)));
    }

    @ParameterizedTest
    @CsvSource({"select count(*) from member,2,gave '1'; wanted '2'", "select null,x,gave NULL; wanted 'x'",
            "select name from member where 0,x,gave no row; wanted 'x'", "select * from gone,,no such table: gone"})
    void a_query_that_answers_otherwise_does_not(String query, @Nullable String expect, String why)
            throws SQLException {
        String failure = failure(sql("sqlite:" + database(), query, expect));
        assertTrue(failure.replace(',', ';').contains(why), failure);
    }

    @Test
    void a_check_never_writes() throws SQLException {
        Path file = database();
        assertTrue(failure(sql("sqlite:" + file, "delete from member", null)).contains("readonly"));
        assertEquals(Optional.empty(), ask(sql("sqlite:" + file, "select count(*) from member", "1")));
    }

    @Test
    void a_missing_database_is_not_made() {
        Path file = folder.resolve("gone.sqlite3");
        assertTrue(failure(sql("sqlite:" + file, "select 1", null)).startsWith(file + ": "));
        assertFalse(Files.exists(file));
    }

    @Test
    void a_query_without_end_ends_in_time_and_is_really_over() throws Exception {
        HealthCheck.Sql endless = new HealthCheck.Sql("database", "sqlite:" + database(), null, null,
                "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n", null,
                Duration.ofMillis(300));
        assertEquals("no answer within 300 ms", failure(endless));
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals("health-check"))) {
            assertTrue(System.nanoTime() < deadline, "the query still burns a processor");
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite::resource:http://127.0.0.1/x", "sqlite::memory:", "sqlite:relative.db",
            "sqlite:/a?enable_load_extension=true", "sqlite://host/a", "mysql://root:hunter2@localhost/a",
            "jdbc:h2:mem:a;INIT=RUNSCRIPT", "postgresql://u:hunter2@h/a?socketFactory=evil.Class",
            "postgresql://u:hunter2@h/a?loggerFile=/etc/passwd", "postgresql://u:hunter2@h:99999999/a",
            "postgresql://u:hunter2@h/a b", "postgresql:%", "hunter2"})
    void urls_that_do_more_than_name_a_database_are_refused_without_their_password(String url) {
        String why = failure(sql(url, "select 1", null));
        assertFalse(why.contains("hunter2"), why);
        assertTrue(why.contains("url"), why);
    }

    @Test
    void a_password_file_that_is_missing_is_said() {
        HealthCheck.Sql check = new HealthCheck.Sql("database", "postgresql://127.0.0.1:1/club", "club",
                "/etc/towline/db.password", "select 1", null, LONG);
        assertEquals("/etc/towline/db.password is not there", failure(check));
        host.contents.put("/etc/towline/db.password", "hunter2\n");
        String why = failure(check);
        assertTrue(why.startsWith("127.0.0.1:1/club: ") && why.contains("refused"), why);
    }
}
