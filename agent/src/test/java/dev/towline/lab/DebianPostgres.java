package dev.towline.lab;

import dev.towline.host.PostgresServer;
import dev.towline.host.TemporaryPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The PostgreSQL that a Debian brings, with the programs that belong to it, on a booted host of that Debian. */
public final class DebianPostgres implements PostgresServer {
    private static final String SETTLE = """
            printf '%s\\n' "$@" > /etc/postgresql/$MAJOR/main/conf.d/lab.conf
            echo 'host all all samenet trust' >> /etc/postgresql/$MAJOR/main/pg_hba.conf
            systemctl restart postgresql@$MAJOR-main
            runuser -u postgres -- createuser --superuser "$SUPERUSER"
            """;
    private final DebianHost machine;
    private final int major;

    private DebianPostgres(DebianHost machine, int major) {
        this.machine = machine;
        this.major = major;
    }

    /**
     * This machine's own where it has that version, which is started sooner and needs no root.
     *
     * @param settings as the server's {@code -c} takes them
     */
    public static PostgresServer start(Debian debian, String superuser, String... settings)
            throws IOException, InterruptedException {
        if (TemporaryPostgres.isInstalled(debian.postgres())) {
            return TemporaryPostgres.start(debian.postgres(), superuser, settings);
        }
        Ground.require();
        var server = new DebianPostgres(DebianHost.boot(HostImage.ready(debian)), debian.postgres());
        try {
            server.settle(superuser, List.of(settings));
            return server;
        } catch (IOException | RuntimeException | AssertionError e) {
            server.close();
            throw e;
        }
    }

    private void settle(String superuser, List<String> settings) throws IOException {
        var argv = new ArrayList<>(List.of("bash", "-euo", "pipefail", "-c", SETTLE, "settle",
                "listen_addresses='*'", "fsync=off", "shared_preload_libraries=pg_stat_statements"));
        argv.addAll(settings);
        machine.run(Command.of(argv).with("MAJOR", String.valueOf(major)).with("SUPERUSER", superuser)).orFail();
        Files.createDirectories(binaries());
        for (String name : List.of("psql", "pg_dump", "pg_restore", "kill")) {
            Path program = Files.writeString(binaries().resolve(name),
                    "#!/bin/sh\nexec " + quoted(machine.enter()) + " /usr/bin/" + name + " \"$@\"\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static String quoted(List<String> argv) {
        return String.join(" ", argv.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList());
    }

    @Override
    public int major() {
        return major;
    }

    @Override
    public Path binaries() {
        return machine.shared().resolve("bin");
    }

    @Override
    public String host() {
        return machine.address();
    }

    @Override
    public int port() {
        return 5432;
    }

    @Override
    public void close() {
        machine.close();
    }
}
