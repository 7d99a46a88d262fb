package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.cli.Terminal.Said;
import dev.towline.host.TemporaryPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code towline lint --shadow} as a person types it. */
class LintShadowIT {
    @TempDir
    Path folder;

    @Test
    void files_are_tried_on_top_of_a_schema_and_the_servers_version_is_judged_for()
            throws IOException, InterruptedException {
        Path schema = Files.writeString(folder.resolve("schema.sql"), """
                \\restrict abc
                SELECT pg_catalog.set_config('search_path', '', false);
                CREATE DOMAIN public.level AS integer CONSTRAINT k CHECK ((VALUE > 0));
                CREATE TABLE public.member (id bigint NOT NULL);
                \\unrestrict abc
                """);
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(migrations.resolve("0001_level.sql"), "ALTER TABLE member ADD COLUMN level level;\n");
        Files.writeString(migrations.resolve("0002_note.sql"), "ALTER TABLE member ADD COLUMN note text;\n");
        try (TemporaryPostgres cluster = TemporaryPostgres.start("club")) {
            Said said = Terminal.withoutHouse().type("lint", "--json", migrations.toString(), "--shadow",
                    cluster.url("club"), "--schema", schema.toString());
            assertEquals(1, said.exit(), said.err());
            assertEquals("shadow-rewrite", said.json().at("/files/0/findings/0/rule").asText());
            assertEquals("blocking", said.json().at("/files/0/class").asText());
            assertTrue(said.json().at("/files/1/findings").isEmpty(), said.out());
        }
    }
}
