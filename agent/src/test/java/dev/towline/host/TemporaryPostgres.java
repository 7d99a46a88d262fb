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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A PostgreSQL of one's own in a temporary folder, which trusts everybody on its socket and on the loopback. */
public final class TemporaryPostgres implements PostgresServer {
    private static final int PATIENCE = 60;
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private final Path folder;
    private final int major;
    private final String superuser;
    private final int port;

    private TemporaryPostgres(Path folder, int major, String superuser, int port) {
        this.folder = folder;
        this.major = major;
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
        Optional<Integer> newest = installed().stream().max(Comparator.naturalOrder());
        assumeTrue(newest.isPresent() || "true".equals(System.getenv("CI")), "no PostgreSQL under " + VERSIONS);
        return start(newest.orElseThrow(), superuser, settings);
    }

    /** One that {@link #isInstalled}. */
    public static TemporaryPostgres start(int major, String superuser, String... settings)
            throws IOException, InterruptedException {
        // A socket's path has 107 bytes at most, and JUnit's folders are long.
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "towline-pg");
        TemporaryPostgres server = new TemporaryPostgres(folder, major, superuser, freePort());
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
        if (Files.exists(binaries().resolveSibling("lib/pg_stat_statements.so"))) {
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

    public static boolean isInstalled(int major) throws IOException {
        return installed().contains(major);
    }

    private static Set<Integer> installed() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Set.of();
        }
        try (Stream<Path> all = Files.list(VERSIONS)) {
            return all.map(version -> String.valueOf(version.getFileName())).filter(name -> name.matches("\\d{1,3}"))
                    .map(Integer::valueOf).filter(major -> Files.isExecutable(programs(major).resolve("initdb")))
                    .collect(Collectors.toSet());
        }
    }

    private static Path programs(int major) {
        return VERSIONS.resolve(String.valueOf(major)).resolve("bin");
    }

    @Override
    public int major() {
        return major;
    }

    @Override
    public Path binaries() {
        return programs(major);
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
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
        argv.add(binaries().resolve(program).toString());
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
    public void close() throws IOException {
        try {
            asServer("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
            run(List.of("rm", "-rf", folder.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("not stopped: " + folder, e);
        }
    }
}
