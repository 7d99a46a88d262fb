package dev.towline.restore;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.host.Databases.Footprint;
import dev.towline.host.Digest;
import dev.towline.host.FileStat;
import dev.towline.host.Host;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Restores a dump beside the live database, which is not touched, and exchanges the two when it is whole. There is one scratch for
 * each database; whatever was left in it goes when the next one is made.
 */
final class Beside {
    /** What PostgreSQL lets a name have, in bytes. */
    private static final int LONGEST = 63;
    private final Host host;
    private final DumpCommands dumps;
    private final RestoreJob jobs;
    private final String prefix;

    /** @param prefix whose the jobs are */
    Beside(Host host, DumpCommands dumps, String prefix, Consumer<String> output) {
        this.host = host;
        this.dumps = dumps;
        this.prefix = prefix;
        this.jobs = new RestoreJob(host, prefix, output);
    }

    static RestoreSource scratch(RestoreSource live) {
        return switch (live) {
            case RestoreSource.Postgres p -> new RestoreSource.Postgres(name("towline_scratch_", p.database(), ""));
            case RestoreSource.Sqlite s -> new RestoreSource.Sqlite(s.path() + ".towline-scratch");
        };
    }

    /** @param how letters, digits and low lines that tell why it was set aside */
    static RestoreSource aside(RestoreSource live, String how) {
        return switch (live) {
            case RestoreSource.Postgres p -> new RestoreSource.Postgres(name("", p.database(), "_" + how));
            case RestoreSource.Sqlite s -> new RestoreSource.Sqlite(s.path() + "." + how);
        };
    }

    /** A database's name with something before or after; one that would be too long is told apart by its digest. */
    private static String name(String before, String database, String after) {
        int room = LONGEST - before.length() - after.length();
        String middle = database.length() <= room
                ? database
                : database.substring(0, room - 9) + "_" + Digest.of(database).hex().substring(0, 8);
        return before + middle + after;
    }

    /** @throws Refused with what the restore said; no scratch is left then */
    RestoreSource fill(RestoreSource live, String dump) {
        RestoreSource scratch = scratch(live);
        String user = user(dump);
        switch (live) {
            case RestoreSource.Postgres p -> {
                requireRoom(p);
                host.databases().createLike(scratch.place(), p.database());
            }
            case RestoreSource.Sqlite s -> {
                drop(scratch);
                requireRoom(s);
            }
        }
        run("restore", dumps.restore(scratch, dump), user, scratch).ifPresent(why -> {
            drop(scratch);
            throw new Refused(Fault.ENVIRONMENT, dump + " was not restored: " + why);
        });
        return scratch;
    }

    /** Who dumped it; nobody else can have given it to them, because root did. */
    String user(String dump) {
        return host.files().stat(dump).filter(FileStat::isFile)
                .orElseThrow(() -> new Refused(Fault.ENVIRONMENT, "there is no file " + dump)).ownership().owner();
    }

    /** @throws Refused where the disk has no room for a second one */
    void requireRoom(RestoreSource live) {
        switch (live) {
            case RestoreSource.Postgres p -> requireRoom(p);
            case RestoreSource.Sqlite s -> host.files().stat(s.path())
                    .ifPresent(
                            now -> requireRoom(s.path(), now.size(), s.path().substring(0, s.path().lastIndexOf('/'))));
        }
    }

    private void requireRoom(RestoreSource.Postgres live) {
        Footprint now = host.databases().footprint(live.database())
                .orElseThrow(() -> new Refused(Fault.ENVIRONMENT, "there is no database " + live.database()
                        + ", so nobody knows whose a restored one would be: let a pass make it"));
        requireRoom(live.database(), now.bytes(), now.folder());
    }

    private void requireRoom(String live, long bytes, String folder) {
        long free = host.files().space(folder).bytes();
        if (free < bytes + bytes / 4) {
            throw new Refused(Fault.ENVIRONMENT, live + " takes " + bytes / 1_000_000 + " MB, and only "
                    + free / 1_000_000 + " MB are free at " + folder + " for a second one beside it");
        }
    }

    private Optional<String> run(String what, List<String> argv, String user, RestoreSource in) {
        return switch (in) {
            case RestoreSource.Postgres p -> jobs.run(what, argv, user);
            case RestoreSource.Sqlite s ->
                jobs.run(what, argv, user, s.path().substring(0, s.path().lastIndexOf('/')));
        };
    }

    Contents contents(RestoreSource source, String user) {
        List<String> lines = new ArrayList<>();
        RestoreJob telling = new RestoreJob(host, prefix, lines::add);
        Optional<String> failure = switch (source) {
            case RestoreSource.Postgres p -> telling.run("tell", dumps.tell(source), user);
            // It may make the files that readers of a write-ahead log share.
            case RestoreSource.Sqlite s ->
                telling.run("tell", dumps.tell(source), user, s.path().substring(0, s.path().lastIndexOf('/')));
        };
        failure.ifPresent(why -> {
            throw new Refused(Fault.ENVIRONMENT, "what is in " + source.place() + " cannot be told: " + why);
        });
        return Contents.of(lines);
    }

    /** The fresh one takes the live one's name, which goes aside. At no moment is there none of that name. */
    void exchange(RestoreSource live, RestoreSource fresh, RestoreSource aside, String user) {
        switch (live) {
            case RestoreSource.Postgres p -> host.databases().exchange(p.database(), fresh.place(), aside.place());
            case RestoreSource.Sqlite s ->
                run("exchange", dumps.exchange(s.path(), fresh.place(), aside.place()), user, live).ifPresent(why -> {
                    throw new Refused(Fault.ENVIRONMENT, s.path() + " was not exchanged: " + why);
                });
        }
    }

    void drop(RestoreSource scratch) {
        switch (scratch) {
            case RestoreSource.Postgres p -> host.databases().drop(p.database());
            case RestoreSource.Sqlite s ->
                List.of("-wal", "-shm", "-journal", "").forEach(end -> host.files().delete(s.path() + end));
        }
    }

    boolean isThere(RestoreSource source) {
        return switch (source) {
            case RestoreSource.Postgres p -> host.databases().owner(p.database()).isPresent();
            case RestoreSource.Sqlite s -> host.files().stat(s.path()).isPresent();
        };
    }

    /** A path begins with a slash, and no name of a database does. */
    static RestoreSource source(String place) {
        return place.startsWith("/") ? new RestoreSource.Sqlite(place) : new RestoreSource.Postgres(place);
    }
}
