package dev.towline.restore;

import dev.towline.apply.PutsBack;
import dev.towline.history.Undo;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Puts a database of the host's PostgreSQL back as a dump has it: what is there steps aside under another name, the dump makes the
 * database anew with its owner, grants and settings, and only then the other one goes. Whatever moment it is cut at, one of the two
 * is there, and running it again ends it.
 */
public final class PutBack implements PutsBack {
    private static final Duration LIMIT = Duration.ofHours(4);
    private static final String SUPERUSER = "postgres";
    /** Arguments: database, dump, the name that the other one steps aside to. */
    private static final String SCRIPT = """
            set -eu
            ask() { psql -qtAX -v ON_ERROR_STOP=1 -v name="$1" -v aside="$3" --dbname=postgres; }
            if [ -z "$(echo "select 1 from pg_database where datname = :'aside'" | ask "$@")" ]; then
              ask "$@" <<'SQL'
            select pg_terminate_backend(pid) from pg_stat_activity where datname = :'name' \\g /dev/null
            select format('alter database %I rename to %I', :'name', :'aside') \\gexec
            SQL
            fi
            dropdb --if-exists --force "$1"
            pg_restore --create --exit-on-error --dbname=postgres "$2"
            dropdb --if-exists --force "$3"
            """;
    private final Host host;

    public PutBack(Host host) {
        this.host = host;
    }

    @Override
    public void putBack(Undo.PutBack undo) {
        String database = undo.database();
        String aside = (database.length() > 48 ? database.substring(0, 48) : database) + "_set_aside";
        Job job = new Job("towline-put-back-" + database.replaceAll("[^A-Za-z0-9]", "-"),
                List.of("sh", "-c", SCRIPT, "put-back", database, undo.dump(), aside), SUPERUSER, "/", Map.of(),
                List.of(), List.of(), LIMIT);
        host.jobs().forget(job.name());
        JobResult result = host.jobs().run(job, line -> {});
        host.jobs().forget(job.name());
        if (!result.ok()) {
            // UNAVAILABLE waits and tries again: nothing that serves may come back on half a database.
            throw new HostException(HostException.Kind.UNAVAILABLE, "the database " + database
                    + " could not be put back from " + undo.dump() + ": " + result.output().strip());
        }
    }
}
