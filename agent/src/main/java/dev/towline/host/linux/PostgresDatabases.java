package dev.towline.host.linux;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;
import dev.towline.host.Databases;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The host's PostgreSQL through psql over the local socket. Names are psql variables and are quoted by the server's own
 * {@code format('%I')}; of a password only its verifier is sent, on standard input.
 */
public final class PostgresDatabases implements Databases {
    private static final int CONNECTION_FAILED = 2;
    private static final int EXCHANGE_TRIES = 5;
    /** Asked by name of a column that only newer servers have, so that one query does for all of them. */
    private static final String CREATE_LIKE = """
            select format('drop database if exists %I with (force)', :'db') \\gexec
            select format('create database %I owner %I template template0 encoding %L lc_collate %L lc_ctype %L%s', :'db',
                pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype,
                case j->>'datlocprovider'
                  when 'i' then format(' locale_provider icu icu_locale %L', coalesce(j->>'datlocale', j->>'daticulocale'))
                  when 'b' then format(' locale_provider builtin builtin_locale %L', j->>'datlocale')
                  else '' end)
              from (select d.*, to_jsonb(d) as j from pg_database d) d where datname = :'model' \\gexec
            select format('revoke all on database %I from public', :'db')
              from pg_database where datname = :'model' and datacl is not null \\gexec
            select format('grant %s on database %I to %s%s', privilege_type, :'db',
                case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
                case when is_grantable then ' with grant option' else '' end)
              from pg_database, aclexplode(datacl) where datname = :'model' and grantee <> datdba \\gexec
            select format('alter database %I connection limit %s', :'db', datconnlimit)
              from pg_database where datname = :'model' and datconnlimit > 0 \\gexec
            select format('alter %s set %s to %s',
                case setrole when 0 then format('database %I', :'db')
                  else format('role %I in database %I', pg_get_userbyid(setrole), :'db') end,
                split_part(setting, '=', 1),
                -- The value of a list is kept as it is written; anything else is one text.
                case when split_part(setting, '=', 1) in ('search_path', 'temp_tablespaces', 'local_preload_libraries',
                    'session_preload_libraries') then replace(value, '""', '''''') else quote_literal(value) end)
              from pg_db_role_setting join pg_database d on d.oid = setdatabase, unnest(setconfig) as setting,
                substr(setting, strpos(setting, '=') + 1) as value
              where datname = :'model' \\gexec
            """;
    private static final String EXCHANGE = """
            begin;
            select pg_terminate_backend(pid, 5000) from pg_stat_activity
              where datname in (:'live', :'fresh') and pid <> pg_backend_pid() \\g /dev/null
            select format('alter database %I rename to %I', :'live', :'aside') \\gexec
            select format('alter database %I rename to %I', :'fresh', :'live') \\gexec
            commit;
            """;

    private final Commands commands;
    private final @Nullable String superuser;
    private final SecureRandom random = new SecureRandom();

    private PostgresDatabases(Commands commands, @Nullable String superuser) {
        this.commands = commands;
        this.superuser = superuser;
    }

    /** As the system user postgres. */
    public static PostgresDatabases asPostgres(Commands commands) {
        return new PostgresDatabases(commands, "postgres");
    }

    /** As the user who runs the agent, who must have been made a superuser of the server. */
    public static PostgresDatabases asOwnUser(Commands commands) {
        return new PostgresDatabases(commands, null);
    }

    @Override
    public boolean roleExists(String role) {
        return ask("select 1 from pg_roles where rolname = :'role';\n", Map.of("role", role)).isPresent();
    }

    @Override
    public Optional<String> owner(String database) {
        return ask("select pg_get_userbyid(datdba) from pg_database where datname = :'db';\n", Map.of("db", database));
    }

    @Override
    public void putRole(String role, String password) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        // The verifier is base64 and $:=, so nothing in it needs quoting. Standard input, because others can read command lines.
        run("\\set verifier '" + ScramVerifier.of(password, salt) + "'\n" + """
                set log_statement = 'none';
                set log_min_duration_statement = -1;
                set log_min_error_statement = 'panic';
                select format('create role %I', :'role')
                  where not exists (select from pg_roles where rolname = :'role') \\gexec
                select format('alter role %I login password %L', :'role', :'verifier') \\gexec
                """, "postgres", Map.of("role", role));
    }

    @Override
    public void create(String database, String owner) {
        run("""
                select format('create database %I owner %I encoding ''UTF8'' template template0', :'db', :'owner')
                  where not exists (select from pg_database where datname = :'db') \\gexec
                select format('revoke connect, temporary on database %I from public', :'db') \\gexec
                """, "postgres", Map.of("db", database, "owner", owner));
    }

    @Override
    public void extension(String database, String name) {
        run("select format('create extension if not exists %I', :'extension') \\gexec\n", database,
                Map.of("extension", name));
    }

    @Override
    public void createLike(String database, String model) {
        if (owner(model).isEmpty()) {
            throw new HostException(Kind.REJECTED, "there is no database " + model);
        }
        run(CREATE_LIKE, "postgres", Map.of("db", database, "model", model));
    }

    @Override
    public void exchange(String live, String fresh, String aside) {
        for (int tries = 1;; tries++) {
            try {
                run(EXCHANGE, "postgres", Map.of("live", live, "fresh", fresh, "aside", aside));
                return;
            } catch (HostException e) {
                // Each try has waited five seconds for who came in between.
                if (e.kind() != Kind.LOCKED || tries == EXCHANGE_TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void drop(String database) {
        run("select format('drop database if exists %I with (force)', :'db') \\gexec\n", "postgres",
                Map.of("db", database));
    }

    @Override
    public List<String> named(String prefix) {
        return lines("select datname from pg_database where starts_with(datname, :'prefix') order by datname;\n",
                Map.of("prefix", prefix));
    }

    @Override
    public Optional<Footprint> footprint(String database) {
        return ask("select pg_database_size(oid) || ' ' || current_setting('data_directory') from pg_database"
                + " where datname = :'db';\n", Map.of("db", database)).map(line -> line.split(" ", 2))
                .map(words -> new Footprint(Long.parseLong(words[0]), words[1]));
    }

    private Optional<String> ask(String sql, Map<String, String> variables) {
        return lines(sql, variables).stream().findFirst().filter(line -> !line.isEmpty());
    }

    /** The lines of the answer; none where PostgreSQL is not even installed. */
    private List<String> lines(String sql, Map<String, String> variables) {
        CommandResult result;
        try {
            result = psql(sql, "postgres", variables);
        } catch (HostException e) {
            if (e.kind() == Kind.CONFLICT) {
                return List.of();
            }
            throw e;
        }
        return answer(result).lines().toList();
    }

    private void run(String sql, String database, Map<String, String> variables) {
        CommandResult result;
        try {
            result = psql(sql, database, variables);
        } catch (HostException e) {
            if (e.kind() == Kind.CONFLICT) {
                throw new HostException(Kind.UNAVAILABLE, "PostgreSQL is not installed: " + e.getMessage(), e);
            }
            throw e;
        }
        answer(result);
    }

    private CommandResult psql(String sql, String database, Map<String, String> variables) {
        return commands.run(Command.of(arguments(database, variables)).as(superuser)
                .with(Map.of("PGCONNECT_TIMEOUT", "10", "PGAPPNAME", "towline"))
                .input(sql.getBytes(StandardCharsets.UTF_8)).within(Duration.ofMinutes(2)));
    }

    static List<String> arguments(String database, Map<String, String> variables) {
        List<String> argv = new ArrayList<>(
                List.of("psql", "-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse"));
        new TreeMap<>(variables).forEach((name, value) -> argv.addAll(List.of("-v", name + "=" + value)));
        argv.addAll(List.of("-d", Databases.connection(database), "-f", "-"));
        return argv;
    }

    private static String answer(CommandResult result) {
        if (result.ok()) {
            return result.stdout();
        }
        String said = result.output();
        if ((result.exit() == CONNECTION_FAILED && !said.contains("does not exist")) || said.contains("starting up")
                || said.contains("shutting down") || said.contains("terminating connection")) {
            throw new HostException(Kind.UNAVAILABLE, "PostgreSQL does not answer: " + said);
        }
        if (said.contains("being accessed by other users")) {
            throw new HostException(Kind.LOCKED, "PostgreSQL: " + said);
        }
        if (said.contains("No space left on device")) {
            throw new HostException(Kind.DISK, "PostgreSQL: " + said);
        }
        throw new HostException(Kind.REJECTED, "PostgreSQL says no: " + said);
    }
}
