package dev.towline.restore;

import dev.towline.host.Host;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.util.List;

/** The programs that dump a database and read a dump back, as data. */
public final class DumpCommands {
    /** Reads every row back and compares the counts; a copy of the main file alone would lose what is in the write-ahead log. */
    private final List<String> sqlite;

    /** @param sqlite a program and its first words that copies and verifies SQLite files: {@code … sqlite-copy FROM TO}, {@code … sqlite-check FILE} */
    public DumpCommands(List<String> sqlite) {
        this.sqlite = List.copyOf(sqlite);
    }

    boolean exists(Host host, RestoreSource source) {
        return switch (source) {
            case RestoreSource.Postgres p -> true;
            case RestoreSource.Sqlite s -> host.files().stat(s.path()).isPresent();
        };
    }

    String user(RestoreSource source, RenderedRelease release) {
        return switch (source) {
            case RestoreSource.Postgres p -> "postgres";
            case RestoreSource.Sqlite s -> release.user();
        };
    }

    String suffix(RestoreSource source) {
        return switch (source) {
            case RestoreSource.Postgres p -> "-" + p.database() + ".dump";
            case RestoreSource.Sqlite s -> "-" + s.path().substring(s.path().lastIndexOf('/') + 1) + ".sqlite3";
        };
    }

    List<String> dump(RestoreSource source, String to) {
        return switch (source) {
            case RestoreSource.Postgres p ->
                List.of("pg_dump", "--format=custom", "--lock-wait-timeout=10s", "--file=" + to,
                        "--dbname=" + p.database());
            case RestoreSource.Sqlite s -> with("sqlite-copy", s.path(), to);
        };
    }

    /** Reads the dump back whole: {@code pg_restore} to nowhere, or SQLite's integrity check. */
    List<String> verify(RestoreSource source, String dump) {
        return switch (source) {
            case RestoreSource.Postgres p -> List.of("pg_restore", "--file=/dev/null", dump);
            case RestoreSource.Sqlite s -> with("sqlite-check", dump);
        };
    }

    private List<String> with(String... words) {
        java.util.ArrayList<String> argv = new java.util.ArrayList<>(sqlite);
        argv.addAll(List.of(words));
        return argv;
    }
}
