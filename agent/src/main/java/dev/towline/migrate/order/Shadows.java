package dev.towline.migrate.order;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.host.Digest;
import dev.towline.host.Host;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A database beside each real one of PostgreSQL, on the same server, with its schema and no rows but those that say which migrations
 * ran: what is pending is tried there first. Extensions and ownership come with it because the server's superuser copies it. A SQLite
 * file has none here: towline_django makes that of a file itself.
 */
public final class Shadows implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String SUPERUSER = "postgres";
    /** Arguments: shadow, owner, real. Files instead of pipes: this shell cannot tell that the left side of a pipe failed. */
    private static final String MAKE = """
            set -eu
            dropdb --if-exists --force "$1"
            createdb --owner="$2" --template=template0 --encoding=UTF8 "$1"
            into() { PGOPTIONS='-c client_min_messages=warning' psql -qX -v ON_ERROR_STOP=1 -o /dev/null -f "$1" --dbname="$2"; }
            pg_dump --schema-only --lock-wait-timeout=10s --file=/tmp/schema.sql --dbname="$3"
            into /tmp/schema.sql "$1"
            if [ -n "$(psql -qtAX --dbname="$3" -c "select 1 from pg_class where relname = 'django_migrations'")" ]; then
              pg_dump --data-only --lock-wait-timeout=10s --file=/tmp/rows.sql --dbname="$3" -t '*.django_migrations' \\
                -t '*.django_content_type' -t '*.auth_permission' -t 'towline.*'
              into /tmp/rows.sql "$1"
            fi
            """;
    private final Host host;
    private final Work work;
    private final Map<String, String> made = new LinkedHashMap<>();

    private Shadows(Host host, Work work) {
        this.host = host;
        this.work = work;
    }

    /** By the names of the databases that they are of. */
    public static Map<String, String> names(Ordered ordered) {
        Map<String, String> names = new LinkedHashMap<>();
        for (RestoreSource source : ordered.databases()) {
            switch (source) {
                case RestoreSource.Postgres postgres -> names.put(postgres.database(), name(postgres.database()));
                case RestoreSource.Sqlite sqlite -> {
                }
            }
        }
        return names;
    }

    /** PostgreSQL cuts names at 63 bytes; what is too long is told apart by its digest. */
    private static String name(String database) {
        return "towline_shadow_" + (database.length() > 40
                ? database.substring(0, 31) + "_" + Digest.of(database).hex().substring(0, 8)
                : database);
    }

    /** The job that makes the target's, one after the other. */
    public static String making(Work work) {
        return work.job("shadow");
    }

    /** @throws Refused where one cannot be made; none stays then */
    public static Shadows of(Host host, RenderedRelease release, Work work) {
        Shadows shadows = new Shadows(host, work);
        try {
            names(OrderedMigrations.ordered(release))
                    .forEach((database, shadow) -> shadows.make(database, shadow, release));
            return shadows;
        } catch (Refused e) {
            shadows.close();
            throw e;
        }
    }

    private void make(String database, String shadow, RenderedRelease release) {
        made.put(database, shadow);
        String owner = host.databases().owner(database).orElse(release.user());
        run(making(work), List.of("sh", "-c", MAKE, "shadow", shadow, owner, database));
    }

    /** As towline_django is told of them. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        made.forEach((database, shadow) -> words.addAll(List.of("--shadow", database, shadow)));
        return words;
    }

    private void run(String what, List<String> argv) {
        Job job = new Job(what, argv, SUPERUSER, "/", Map.of(), List.of(), List.of(),
                LIMIT);
        host.jobs().forget(job.name());
        JobResult result = host.jobs().run(job, work.output());
        host.jobs().forget(job.name());
        if (!result.ok()) {
            throw new Refused(Fault.ENVIRONMENT,
                    "no shadow of a database, so nothing is migrated: " + job.name() + " ended with " + result.exit()
                            + ": " + result.output().strip());
        }
    }

    @Override
    public void close() {
        made.values().forEach(
                shadow -> run(making(work) + "-away", List.of("dropdb", "--if-exists", "--force", shadow)));
    }
}
