package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.cli.Terminal.Said;
import dev.towline.host.PostgresServer;
import dev.towline.lab.Command;
import dev.towline.lab.Debian;
import dev.towline.lab.DebianPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code towline lint --shadow} as a person types it, with what the server's own {@code pg_dump} says of the schema. */
class LintShadowIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void files_are_tried_on_top_of_a_dumped_schema_and_the_servers_version_is_judged_for(Debian debian)
            throws Exception {
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(migrations.resolve("0001_level.sql"), "ALTER TABLE member ADD COLUMN level level;\n");
        Files.writeString(migrations.resolve("0002_note.sql"), "ALTER TABLE member ADD COLUMN note text;\n");
        try (PostgresServer server = DebianPostgres.start(debian, "club")) {
            program(server, "psql", "-qX", "-d", "postgres", "-c", """
                    CREATE DOMAIN public.level AS integer CHECK (VALUE > 0);
                    CREATE TABLE public.member (id bigint NOT NULL)""");
            String dump = program(server, "pg_dump", "--schema-only", "postgres");
            assertTrue(dump.contains("Dumped by pg_dump version " + debian.postgres()), dump);
            Path schema = Files.writeString(folder.resolve("schema.sql"), dump);
            Said said = Terminal.withoutHouse().type("lint", "--json", migrations.toString(), "--shadow",
                    server.url("club"), "--schema", schema.toString());
            assertEquals(1, said.exit(), said.err());
            assertEquals("shadow-rewrite", said.json().at("/files/0/findings/0/rule").asText());
            assertEquals("blocking", said.json().at("/files/0/class").asText());
            assertTrue(said.json().at("/files/1/findings").isEmpty(), said.out());
        }
    }

    @Test
    void what_a_newer_pg_dump_sets_and_an_older_server_does_not_know_is_left_out() throws Exception {
        Path schema = Files.writeString(folder.resolve("schema.sql"),
                "SET lock_timeout = 0;\nSET transaction_timeout = 0;\nCREATE TABLE public.member (id bigint);\n");
        Path migration = Files.writeString(folder.resolve("0001_note.sql"),
                "ALTER TABLE member ADD COLUMN note text;\n");
        try (PostgresServer server = DebianPostgres.start(Debian.BOOKWORM, "club")) {
            Said said = Terminal.withoutHouse().type("lint", "--json", migration.toString(), "--shadow",
                    server.url("club"), "--schema", schema.toString());
            assertEquals(0, said.exit(), said.err() + said.out());
            assertTrue(said.json().at("/files/0/findings").isEmpty(), said.out());
        }
    }

    private static String program(PostgresServer server, String name, String... words) {
        var argv = new ArrayList<>(List.of(server.binaries().resolve(name).toString(), "-h", server.host(), "-p",
                String.valueOf(server.port()), "-U", "club"));
        argv.addAll(List.of(words));
        return Command.of(argv).runOk().stdout();
    }
}
