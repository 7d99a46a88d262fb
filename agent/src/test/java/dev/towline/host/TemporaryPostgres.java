package dev.towline.host;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of one's own in a temporary folder, which trusts everybody on its socket and on the loopback. */
public final class TemporaryPostgres implements AutoCloseable {
    private static final int PATIENCE = 60;
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private final Path folder;
    private final Path binaries;
    private final String superuser;
    private final int port;

    private TemporaryPostgres(Path folder, Path binaries, String superuser, int port) {
        this.folder = folder;
        this.binaries = binaries;
        this.superuser = superuser;
        this.port = port;
    }

    /** The superuser is postgres. */
    public static TemporaryPostgres start() throws IOException, InterruptedException {
        return start("postgres");
    }

    /**
     * The newest that is installed; where there is none the test is skipped, but in CI it fails.
     *
     * @param settings as the server's {@code -c} takes them
     */
    public static TemporaryPostgres start(String superuser, String... settings)
            throws IOException, InterruptedException {
        Optional<Path> found = installed();
        assumeTrue(found.isPresent() || "true".equals(System.getenv("CI")), "no PostgreSQL under " + VERSIONS);
        // A socket's path has 107 bytes at most, and JUnit's folders are long.
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "towline-pg");
        TemporaryPostgres server = new TemporaryPostgres(folder, found.orElseThrow(), superuser, freePort());
        if (isRoot()) {
            server.run(List.of("chown", "postgres", folder.toString()));
            server.run(List.of("chmod", "755", folder.toString()));
        }
        server.asServer("initdb", "-D", server.data(), "-U", superuser, "-A", "trust", "-E", "UTF8", "--locale=C",
                "--no-sync");
        server.asServer("pg_ctl", "-D", server.data(), "-w", "-l", folder.resolve("log").toString(), "-o",
                server.options(settings), "start");
        return server;
    }

    private String options(String... settings) {
        List<String> all = new ArrayList<>(List.of("listen_addresses=127.0.0.1", "port=" + port,
                "unix_socket_directories=" + folder, "fsync=off"));
        if (Files.exists(binaries.resolveSibling("lib/pg_stat_statements.so"))) {
            all.add("shared_preload_libraries=pg_stat_statements");
        }
        all.addAll(List.of(settings));
        return "-c " + String.join(" -c ", all);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static Optional<Path> installed() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(VERSIONS)) {
            return all.map(version -> version.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .sorted().reduce((a, b) -> b);
        }
    }

    /** Where its programs are. */
    public Path binaries() {
        return binaries;
    }

    /** {@code host:port:user}, the user being the superuser. */
    public String address() {
        return "127.0.0.1:" + port + ":" + superuser;
    }

    public String url(String user) {
        return "postgresql://" + user + "@127.0.0.1:" + port + "/postgres";
    }

    /** What its clients need to reach it over its socket as the superuser. */
    public Map<String, String> environment() {
        return Map.of("PGHOST", folder.toString(), "PGPORT", String.valueOf(port), "PGUSER", superuser);
    }

    /** Lines of the answer. */
    public String ask(String database, String sql) {
        try {
            return run(List.of("psql", "-qtAX", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql)).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL refuses to run as root. */
    private void asServer(String program, String... words) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
        argv.add(binaries.resolve(program).toString());
        argv.addAll(List.of(words));
        run(argv);
    }

    /** Its output goes to a file: a server that inherited a pipe would keep it open. */
    private String run(List<String> argv) throws IOException, InterruptedException {
        Path said = Files.createTempFile("postgresql", ".log");
        ProcessBuilder builder = new ProcessBuilder(argv).directory(new java.io.File("/")).redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(environment());
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
        String text = Files.readString(said, StandardCharsets.UTF_8);
        Files.delete(said);
        assertTrue(ended && process.exitValue() == 0, String.join(" ", argv) + "\n" + text);
        return text;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        asServer("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        run(List.of("rm", "-rf", folder.toString()));
    }
}
