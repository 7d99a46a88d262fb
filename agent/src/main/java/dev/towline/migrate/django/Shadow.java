package dev.towline.migrate.django;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.host.Host;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import dev.towline.render.RenderedRelease;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A database beside the real one, on the same server, with its schema and no rows but those that say which migrations ran: what is
 * pending is tried there first. Extensions and ownership come with it because the server's superuser copies it.
 */
final class Shadow implements AutoCloseable {
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
    private final String name;

    private Shadow(Host host, Work work, String name) {
        this.host = host;
        this.work = work;
        this.name = name;
    }

    static String name(String database) {
        // PostgreSQL cuts names at 63 bytes.
        return "towline_shadow_" + (database.length() > 40 ? database.substring(0, 40) : database);
    }

    /** The job that makes the target's. */
    static String making(Work work) {
        return work.job("shadow");
    }

    static Shadow of(Host host, RenderedRelease release, String database, Work work) {
        String name = name(database);
        Shadow shadow = new Shadow(host, work, name);
        String owner = host.databases().owner(database).orElse(release.user());
        shadow.run(making(work), List.of("sh", "-c", MAKE, "shadow", name, owner, database));
        return shadow;
    }

    String name() {
        return name;
    }

    private void run(String what, List<String> argv) {
        Job job = new Job(what, argv, SUPERUSER, "/", Map.of(), List.of(), List.of(),
                LIMIT);
        host.jobs().forget(job.name());
        JobResult result = host.jobs().run(job, work.output());
        host.jobs().forget(job.name());
        if (!result.ok()) {
            throw new Refused(Fault.ENVIRONMENT,
                    "no shadow of the database, so nothing is migrated: " + result.output().strip());
        }
    }

    @Override
    public void close() {
        run(making(work) + "-away", List.of("dropdb", "--if-exists", "--force", name));
    }
}
