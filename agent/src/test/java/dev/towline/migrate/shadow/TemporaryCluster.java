package dev.towline.migrate.shadow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of the tests' own in a temporary folder, which trusts everybody on the loopback. */
public final class TemporaryCluster implements AutoCloseable {
    private final Path bin;
    private final Path folder;
    private final int port;

    private TemporaryCluster(Path bin, Path folder, int port) {
        this.bin = bin;
        this.folder = folder;
        this.port = port;
    }

    public static TemporaryCluster start(Path bin, Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.createDirectory(folder.resolve("data"));
        if (isRoot()) {
            run("chown", "-R", "postgres", folder.toString());
        }
        TemporaryCluster cluster = new TemporaryCluster(bin, folder, port);
        cluster.asServer("initdb", "-D", cluster.data(), "-U", "club", "-A", "trust", "-E", "UTF8", "--locale=C",
                "--no-sync");
        cluster.asServer("pg_ctl", "-D", cluster.data(), "-w", "-l", folder.resolve("log").toString(), "-o",
                "-p " + port
                        + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c autovacuum=off",
                "start");
        return cluster;
    }

    /** The newest that is installed. */
    public static Optional<Path> installed() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .sorted().reduce((a, b) -> b);
        }
    }

    public String url(String user) {
        return "postgresql://" + user + "@127.0.0.1:" + port + "/postgres";
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL refuses to run as root. */
    private void asServer(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
        command.add(bin.resolve(tool).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private static void run(String... argv) throws IOException, InterruptedException {
        Path said = Files.createTempFile("postgresql", ".log");
        Process process = new ProcessBuilder(argv).directory(new java.io.File("/")).redirectErrorStream(true)
                .redirectOutput(said.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0, () -> String.join(" ", argv));
        Files.delete(said);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        asServer("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    }
}
