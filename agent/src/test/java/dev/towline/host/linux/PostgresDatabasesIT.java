package dev.towline.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.Commands;
import dev.towline.host.HostException;
import dev.towline.host.TemporaryPostgres;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

/** Against a real PostgreSQL. */
class PostgresDatabasesIT {
    private static @Nullable TemporaryPostgres server;
    @SuppressWarnings("NullAway.Init")
    private PostgresDatabases databases;

    @BeforeAll
    static void start() throws Exception {
        server = TemporaryPostgres.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static TemporaryPostgres server() {
        return java.util.Objects.requireNonNull(server);
    }

    @BeforeEach
    void open() {
        Commands plain = ProcessCommands.asUser(new NameTable(), true);
        databases = PostgresDatabases.asOwnUser(command -> {
            Map<String, String> environment = new HashMap<>(command.environment());
            environment.putAll(server().environment());
            return plain.run(command.with(environment));
        });
        databases.named("club").forEach(databases::drop);
        databases.putRole("owner", "geheim");
        databases.putRole("reader", "geheim");
        databases.create("club", "owner");
    }

    @Test
    void one_that_is_made_like_another_has_its_owner_grants_and_settings() {
        String odd = "club's \"second\" = one";
        server().ask("postgres", "grant connect on database club to reader");
        server().ask("postgres", "alter database club set search_path to \"$user\", 'towline,x', public");
        server().ask("postgres", "alter database club set timezone to 'Europe/Zurich'");
        server().ask("postgres", "alter role reader in database club set statement_timeout to '5s'");
        server().ask("postgres", "alter database club connection limit 40");
        databases.createLike(odd, "club");
        databases.createLike(odd, "club");
        String[] asked = {"pg_get_userbyid(datdba)", "pg_encoding_to_char(encoding)", "datcollate",
                "datacl::text", "datconnlimit",
                "(select string_agg(setrole::regrole::text || array_to_string(setconfig, ';'), '|' order by setrole)"
                        + " from pg_db_role_setting where setdatabase = d.oid)"};
        String same = server().ask("postgres", "select count(distinct (" + String.join(", ", asked)
                + ")), count(*) from pg_database d where datname in ('club', 'club''s \"second\" = one')");
        assertEquals("1|2", same);
        assertEquals(Optional.of("owner"), databases.owner(odd));
        assertTrue(databases.footprint(odd).orElseThrow().bytes() > 1_000_000);
    }

    @Test
    void there_is_none_to_be_like() {
        assertEquals(HostException.Kind.REJECTED,
                assertThrows(HostException.class, () -> databases.createLike("club_copy", "nothing")).kind());
    }

    @Test
    void two_exchange_their_names_and_who_was_connected_is_not_any_more() throws Exception {
        server().ask("club", "create table here as select 'old' as what");
        databases.createLike("club_fresh", "club");
        server().ask("club_fresh", "create table here as select 'new' as what");
        ProcessBuilder builder = new ProcessBuilder("psql", "-X", "-d", "club", "-c", "select pg_sleep(60)");
        builder.environment().putAll(server().environment());
        Process sleeper = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        dev.towline.host.Eventually.until("it is connected", () -> server()
                .ask("postgres", "select count(*) from pg_stat_activity where datname = 'club'").equals("1"));
        databases.exchange("club", "club_fresh", "club_aside");
        assertEquals("new", server().ask("club", "select what from here"));
        assertEquals("old", server().ask("club_aside", "select what from here"));
        assertEquals(List.of("club", "club_aside"), databases.named("club"));
        assertTrue(sleeper.waitFor() != 0);
    }

    @Test
    void an_exchange_that_cannot_be_done_wholly_is_not_done_at_all() {
        assertThrows(HostException.class, () -> databases.exchange("club", "club_fresh_that_is_not", "club_aside"));
        assertEquals(List.of("club"), databases.named("club"));
    }

    @Test
    void one_goes_with_its_connections_and_none_is_no_error() {
        databases.drop("club");
        databases.drop("club");
        assertTrue(databases.owner("club").isEmpty());
        assertFalse(databases.named("club").contains("club"));
    }
}
