package dev.towline.restore;

import dev.towline.host.Databases;
import dev.towline.host.Host;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.RestoreSource;
import dev.towline.restore.RestorePoint.Kind;
import java.util.ArrayList;
import java.util.List;

/** The programs that dump a database, read a dump back, put it into another database and tell what is in one, as data. */
public final class DumpCommands {
    /**
     * Statistics are in no dump; without them the first queries on what was restored would take the slowest way. And the ledger knows
     * tables, columns and constraints by numbers, which a restored database gives out anew: they are found again by their names. What
     * is not there gets a number that nothing has, so that it is seen to be gone instead of taken for something else.
     */
    private static final String RESTORE = """
            set -eu
            pg_restore --exit-on-error --dbname="$1" "$2"
            psql -qX -v ON_ERROR_STOP=1 -o /dev/null --dbname="$1" <<'SQL'
            do $ledger$
            begin
              if to_regclass('towline.statement') is null then
                return;
              end if;
              update towline.statement s set table_oid = coalesce(
                  to_regclass(format('%I.%I', coalesce(schema_name, 'public'), table_name))::oid::bigint, 4294967295)
                where table_oid is not null and table_name is not null;
              update towline.statement s set attnum = coalesce((select a.attnum from pg_attribute a
                  where a.attrelid = s.table_oid::oid and a.attname = s.column_name and not a.attisdropped), 32767)
                where attnum > 0 and table_oid is not null;
              update towline.statement s set object_oid = coalesce(case kind
                  when 'drop-constraint' then (select k.oid::bigint from pg_constraint k
                    where k.conrelid = s.table_oid::oid and k.conname = s.name)
                  else to_regclass(format('%I.%I', coalesce(schema_name, 'public'), name))::oid::bigint end, 4294967295)
                where object_oid is not null and name is not null;
              update towline.statement s set detail = jsonb_set(detail::jsonb, '{columns}', (select jsonb_agg(
                  jsonb_build_array(c->0, coalesce((select a.attnum::integer from pg_attribute a where a.attrelid = s.table_oid::oid
                    and a.attname = c->>0 and not a.attisdropped), 32767)) order by place)
                  from jsonb_array_elements(detail::jsonb->'columns') with ordinality as e(c, place)))::text
                where table_oid is not null and jsonb_path_exists(detail::jsonb, '$.columns[0]');
            end
            $ledger$;
            analyze;
            SQL
            """;
    /** One line each, all of one moment. Names are quoted by the server; a line break in one cannot make another line. */
    private static final String TELL = """
            set -eu
            psql -qtAX -v ON_ERROR_STOP=1 --dbname="$1" <<'SQL'
            begin isolation level repeatable read read only;
            select format('select ''rows '' || count(*) || %L from %I.%I',
                ' ' || translate(nspname || '.' || relname, E'\\n', ' '), nspname, relname)
              from pg_class c join pg_namespace n on n.oid = relnamespace
              where relkind = 'r' and relpersistence <> 't' and nspname !~ '^pg_' and nspname <> 'information_schema'
              order by nspname, relname \\gexec
            select format('select translate(''migration '' || app || ''.'' || name, E''\\n'', '' '') from %I.%I order by id', nspname, relname)
              from pg_class c join pg_namespace n on n.oid = relnamespace
              where relname = 'django_migrations' and relkind = 'r' \\gexec
            select 'select translate(''ledger '' || concat_ws('' '', id, release, migration, phase, state, kind, table_name), E''\\n'', '' '')
              from towline.statement order by id'
              where to_regclass('towline.statement') is not null \\gexec
            select 'select translate(''migration '' || name, E''\\n'', '' '') from towline.sql_file where state in (''done'', ''baseline'')'
              where to_regclass('towline.sql_file') is not null \\gexec
            select 'select translate(''ledger '' || concat_ws('' '', name, left(sha256, 12), release, state, ''steps'', steps), E''\\n'', '' '')
              from towline.sql_file'
              where to_regclass('towline.sql_file') is not null \\gexec
            SQL
            """;
    /** Reads every row back and compares the counts; a copy of the main file alone would lose what is in the write-ahead log. */
    private final List<String> sqlite;

    /**
     * @param sqlite a program and its first words that copies and verifies SQLite files: {@code … sqlite-copy FROM TO},
     *     {@code … sqlite-check FILE}, {@code … sqlite-tell FILE}, {@code … sqlite-exchange LIVE FRESH ASIDE}
     */
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

    Kind kind(RestoreSource source) {
        return switch (source) {
            case RestoreSource.Postgres p -> Kind.POSTGRES;
            case RestoreSource.Sqlite s -> Kind.SQLITE;
        };
    }

    /** As it stands in the names of restore points. */
    String database(RestoreSource source) {
        return switch (source) {
            case RestoreSource.Postgres p -> p.database();
            case RestoreSource.Sqlite s -> s.path().substring(s.path().lastIndexOf('/') + 1);
        };
    }

    boolean isOf(RestorePoint point, RestoreSource source) {
        return point.kind() == kind(source) && point.database().equals(database(source));
    }

    List<String> dump(RestoreSource source, String to) {
        return switch (source) {
            case RestoreSource.Postgres p ->
                List.of("pg_dump", "--format=custom", "--lock-wait-timeout=10s", "--file=" + to,
                        "--dbname=" + Databases.connection(p.database()));
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

    /** Into an empty database, every object with the owner that it had; or into a file that is not there yet. */
    List<String> restore(RestoreSource into, String dump) {
        return switch (into) {
            case RestoreSource.Postgres p ->
                List.of("sh", "-c", RESTORE, "restore", Databases.connection(p.database()), dump);
            case RestoreSource.Sqlite s -> with("sqlite-copy", dump, s.path());
        };
    }

    /** Prints what {@link Contents} reads. */
    List<String> tell(RestoreSource source) {
        return switch (source) {
            case RestoreSource.Postgres p -> List.of("sh", "-c", TELL, "tell", Databases.connection(p.database()));
            case RestoreSource.Sqlite s -> with("sqlite-tell", s.path());
        };
    }

    /** Of SQLite files; databases of PostgreSQL are renamed by the server. */
    List<String> exchange(String live, String fresh, String aside) {
        return with("sqlite-exchange", live, fresh, aside);
    }

    private List<String> with(String... words) {
        List<String> argv = new ArrayList<>(sqlite);
        argv.addAll(List.of(words));
        return argv;
    }
}
