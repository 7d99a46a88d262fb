package dev.towline.host;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of one's own in a temporary folder, reached over its socket as the superuser postgres. */
public final class TemporaryPostgres implements AutoCloseable {
    private static final int PATIENCE = 60;
    private final Path folder;
    private final Path binaries;

    private TemporaryPostgres(Path folder, Path binaries) {
        this.folder = folder;
        this.binaries = binaries;
    }

    /** Where none is installed the test is skipped, but in CI it fails. */
    public static TemporaryPostgres start() throws IOException, InterruptedException {
        Optional<Path> found = installed();
        assumeTrue(found.isPresent() || "true".equals(System.getenv("CI")), "no PostgreSQL under /usr/lib/postgresql");
        // A socket's path has 107 bytes at most, and JUnit's folders are long.
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "towline-pg");
        TemporaryPostgres server = new TemporaryPostgres(folder, found.orElseThrow());
        if (isRoot()) {
            server.run(List.of("chown", "postgres", folder.toString()));
            server.run(List.of("chmod", "755", folder.toString()));
        }
        server.asServer("initdb", "-D", server.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
                "--no-sync");
        server.asServer("pg_ctl", "-D", server.data(), "-w", "-l", folder.resolve("log").toString(), "-o",
                "-c listen_addresses= -c unix_socket_directories=" + folder + " -c fsync=off", "start");
        return server;
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

    /** What its clients need. */
    public Map<String, String> environment() {
        return Map.of("PGHOST", folder.toString(), "PGUSER", "postgres");
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
