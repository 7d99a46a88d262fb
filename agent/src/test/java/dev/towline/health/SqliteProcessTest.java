package dev.towline.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.health.HealthCheck.Opener;
import dev.towline.host.CommandResult;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.linux.NameTable;
import dev.towline.host.linux.ProcessCommands;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SQLite file of a site is opened by a process of the site's user. */
class SqliteProcessTest {
    private static final String PASSED = "{\"passed\":true,\"why\":null}";
    @TempDir
    Path folder;
    private final FakeHost host = new FakeHost();
    private final Vertx vertx = Vertx.vertx();
    private final HealthProber prober = prober(host);

    private HealthProber prober(Host where) {
        return new HealthProber(where, new HttpExchange(vertx), "club.example.org", List.of("/usr/bin/towline"));
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    private static HealthCheck.Sql check(String url, String query, @Nullable String expect, @Nullable String user) {
        return new HealthCheck.Sql("database", url, null, null, query, expect, Duration.ofSeconds(3),
                new Opener(user));
    }

    private static String why(HealthProber prober, HealthCheck check) {
        return prober.probe(check, null).orElse("passed");
    }

    @Test
    void it_runs_as_the_sites_user_with_the_question_on_its_input_and_in_bounded_time() {
        host.result = new CommandResult(0, PASSED, "");
        assertEquals("passed", why(prober, check("sqlite:/opt/club/shared/db.sqlite3", "select 'a;b'", "a;b", "club")));
        assertEquals(List.of("/usr/bin/towline", "sqlite-ask"), host.commands.getFirst().argv());
        assertEquals("club", host.commands.getFirst().user());
        String question = new String(host.commands.getFirst().input(), StandardCharsets.UTF_8);
        assertTrue(question.contains("select 'a;b'") && question.contains("db.sqlite3"), question);
        assertTrue(host.commands.getFirst().timeout().compareTo(Duration.ofSeconds(30)) < 0);
    }

    @Test
    void a_database_of_postgresql_is_asked_without_a_process() {
        assertTrue(why(prober, check("postgresql://127.0.0.1:1/club", "select 1", null, "club"))
                .startsWith("127.0.0.1:1/club: "));
        assertEquals(List.of(), host.commands);
    }

    @Test
    void what_the_process_says_is_one_short_line() {
        host.result = new CommandResult(0, "{\"passed\":false,\"why\":\"" + "x".repeat(5000) + "\"}", "");
        assertEquals(201, why(prober, check("sqlite:/a", "select 1", null, "club")).length());
        host.result = new CommandResult(1, "", "no such file\n" + "y".repeat(5000));
        assertTrue(
                why(prober, check("sqlite:/a", "select 1", null, "club")).startsWith("the file could not be asked: "));
        host.result = new CommandResult(0, "garbage", "");
        assertEquals("the file could not be asked: garbage", why(prober, check("sqlite:/a", "select 1", null, "club")));
    }

    @Test
    void the_process_asks_the_file_and_answers() throws Exception {
        Path file = folder.resolve("club.sqlite3");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE member (name TEXT)");
        }
        assertEquals(PASSED, answer("sqlite:" + file, "select count(*) from member", "0"));
        assertTrue(answer("sqlite:" + file, "delete from member", "0").contains("readonly"));
        assertTrue(answer("sqlite:" + file, "select 1", "2").contains("gave '1', wanted '2'"));
        assertTrue(answer("sqlite:" + folder.resolve("gone"), "select 1", "2").contains("\"passed\":false"));
        assertTrue(answer("postgresql://h/d", "select 1", "2").contains("no SQLite file"));
    }

    private static String answer(String url, String query, String expect) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SqliteProcess.answer(new ByteArrayInputStream(("{\"url\":\"" + url + "\",\"query\":\"" + query
                + "\",\"expect\":\"" + expect + "\",\"millis\":5000}").getBytes(StandardCharsets.UTF_8)), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void on_a_host_whose_agent_is_root_the_process_really_is_the_users() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can be somebody else");
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "sqlite-ask");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path program = Files.writeString(folder.resolve("towline"),
                "#!/bin/sh\ncat > /dev/null\nprintf '{\"passed\":false,\"why\":\"%s\"}' \"$(id -un)\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        SqliteProcess process = new SqliteProcess(ProcessCommands.asRoot(new NameTable()), List.of(program.toString()));
        try {
            process.probe(check("sqlite:/a", "select 1", null, "nobody"));
        } catch (ProbeFailure e) {
            assertEquals("nobody", e.why());
            return;
        } catch (HostException e) {
            throw new AssertionError(e);
        } finally {
            Files.delete(program);
            Files.delete(folder);
        }
        throw new AssertionError("the script never passes");
    }
}
