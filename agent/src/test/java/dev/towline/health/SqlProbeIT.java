package dev.towline.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real PostgreSQL, made in a temporary folder. */
class SqlProbeIT {
    private static final String PASSWORD = "hunter2-ä&?";
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static int port;
    private static @Nullable Path binaries;
    private static final Vertx VERTX = Vertx.vertx();
    private static final FakeHost HOST = new FakeHost();
    private static final HealthProber PROBER = new HealthProber(HOST, new HttpExchange(VERTX), "club.example.org");

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<Path> found = installed();
        boolean ci = "true".equals(System.getenv("CI"));
        assumeTrue(found.isPresent() || ci, "no PostgreSQL is installed under /usr/lib/postgresql");
        Path bin = found.orElseThrow();
        binaries = bin;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path passwordFile = Files.writeString(folder.resolve("password"), PASSWORD);
        Files.createDirectory(folder.resolve("data"));
        if (isRoot()) {
            run("chown", "-R", "postgres", folder.toString());
        }
        asServer(bin.resolve("initdb").toString(), "-D", data(), "-U", "club", "--pwfile=" + passwordFile,
                "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync");
        asServer(bin.resolve("pg_ctl").toString(), "-D", data(), "-w", "-l", folder.resolve("log").toString(), "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off", "start");
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        VERTX.close();
        Path bin = binaries;
        if (bin != null) {
            asServer(bin.resolve("pg_ctl").toString(), "-D", data(), "-m", "immediate", "-w", "stop");
        }
    }

    private static Optional<Path> installed() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .sorted().reduce((a, b) -> b);
        }
    }

    private static String data() {
        return folder.resolve("data").toString();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL refuses to run as root. */
    private static void asServer(String... argv) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
        command.addAll(List.of(argv));
        run(command.toArray(String[]::new));
    }

    private static void run(String... argv) throws IOException, InterruptedException {
        Path said = Files.createTempFile("postgresql", ".log");
        Process process = new ProcessBuilder(argv).directory(new java.io.File("/")).redirectErrorStream(true)
                .redirectOutput(said.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0,
                () -> String.join(" ", argv) + "\n" + read(said));
        Files.delete(said);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Optional<String> ask(String password, String query, @Nullable String expect, Duration timeout) {
        HOST.contents.put("/etc/towline/db.password", password + "\n");
        return PROBER.probe(new HealthCheck.Sql("database", "postgresql://127.0.0.1:" + port + "/postgres", "club",
                "/etc/towline/db.password", query, expect, timeout), null);
    }

    @Test
    void a_query_with_the_password_of_a_file_passes() {
        assertEquals(Optional.empty(), ask(PASSWORD, "select 1", null, LONG));
        assertEquals(Optional.empty(),
                ask(PASSWORD, "select count(*) from pg_roles where rolname = 'club'", "1", LONG));
        assertEquals(Optional.of("the query gave 'f', wanted 't'"), ask(PASSWORD, "select false", "t", LONG));
    }

    @Test
    void a_password_in_the_url_is_understood() {
        String url = "postgres://club:hunter2-%C3%A4%26%3F@127.0.0.1:" + port + "/postgres?sslmode=disable";
        assertEquals(Optional.empty(), PROBER.probe(
                new HealthCheck.Sql("database", url, null, null, "select 1", "1", LONG), null));
    }

    @Test
    void a_wrong_password_is_said_without_it() {
        String why = ask("wrong-secret", "select 1", null, LONG).orElseThrow();
        assertTrue(why.contains("password authentication failed"), why);
        assertFalse(why.contains("wrong-secret"), why);
    }

    @Test
    void an_error_of_the_server_is_said_in_one_line() {
        String why = ask(PASSWORD, "select * from gone", null, LONG).orElseThrow();
        assertTrue(why.startsWith("127.0.0.1:" + port + "/postgres: ERROR: relation \"gone\" does not exist"), why);
        assertFalse(why.contains("\n"), why);
    }

    @Test
    void a_check_never_writes() {
        String why = ask(PASSWORD, "create table gone (a int)", null, LONG).orElseThrow();
        assertTrue(why.contains("read-only transaction"), why);
    }

    @Test
    void a_query_that_hangs_ends_in_time() {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            String why = ask(PASSWORD, "select pg_sleep(600)", null, Duration.ofMillis(800)).orElseThrow();
            assertEquals("no answer within 800 ms", why);
        });
    }
}
