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

    /** The first line of the answer; nothing where PostgreSQL is not even installed. */
    private Optional<String> ask(String sql, Map<String, String> variables) {
        CommandResult result;
        try {
            result = psql(sql, "postgres", variables);
        } catch (HostException e) {
            if (e.kind() == Kind.CONFLICT) {
                return Optional.empty();
            }
            throw e;
        }
        return answer(result).lines().findFirst().filter(line -> !line.isEmpty());
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
        // As a variable of the connection, because a name with = or a URL as -d would be read as connection settings.
        argv.addAll(List.of("-d", "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'", "-f", "-"));
        return argv;
    }

    private static String answer(CommandResult result) {
        if (result.ok()) {
            return result.stdout();
        }
        String said = result.output();
        if (result.exit() == CONNECTION_FAILED && !said.contains("does not exist") || said.contains("starting up")
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
