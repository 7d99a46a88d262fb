package dev.towline.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of the distribution's packages in a temporary folder, trusting on the loopback only. */
public final class TemporaryPostgres implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private final Path bin;
    private final Path data;
    private final int port;

    private TemporaryPostgres(Path bin, Path data, int port) {
        this.bin = bin;
        this.data = data;
        this.port = port;
    }

    /** The newest installed server's binaries. */
    public static Optional<Path> installed() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(VERSIONS)) {
            return all.map(version -> version.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .sorted().reduce((a, b) -> b);
        }
    }

    public static TemporaryPostgres start(Path bin, Path folder) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path data = Files.createDirectories(folder.resolve("data"));
        if (isRoot()) {
            Command.of("chown", "-R", "postgres", folder.toString()).runOk();
        }
        asServer(bin.resolve("initdb").toString(), "-D", data.toString(), "-U", "club", "-A", "trust", "-E", "UTF8",
                "--locale=C", "--no-sync");
        asServer(bin.resolve("pg_ctl").toString(), "-D", data.toString(), "-w", "-l", folder.resolve("log").toString(),
                "-o", "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
                        + (Files.exists(bin.resolveSibling("lib/pg_stat_statements.so"))
                                ? " -c shared_preload_libraries=pg_stat_statements"
                                : ""),
                "start");
        return new TemporaryPostgres(bin, data, port);
    }

    public Path bin() {
        return bin;
    }

    /** {@code host:port:user}. */
    public String address() {
        return "127.0.0.1:" + port + ":club";
    }

    @Override
    public void close() {
        asServer(bin.resolve("pg_ctl").toString(), "-D", data.toString(), "-m", "immediate", "-w", "stop");
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL refuses to run as root. Its output goes nowhere: a server that inherited a pipe would keep it open. */
    private static void asServer(String... argv) {
        List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
        command.addAll(List.of("sh", "-c", "cd / && exec \"$@\" >/dev/null 2>&1", "sh"));
        command.addAll(List.of(argv));
        Command.of(command).runOk();
    }
}
