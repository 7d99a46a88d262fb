package dev.towline.migrate.apply;

import static dev.towline.migrate.apply.Club.and;
import static dev.towline.migrate.apply.Club.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.towline.host.TemporaryPostgres;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.order.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as the agent starts it, and its answers as the agent reads them. */
class MigrateFilesCommandIT {
    private static final List<SourceFile> FIRST = List
            .of(file("0001_member.sql", "CREATE TABLE member (id bigint PRIMARY KEY, nick text);"));
    private static final List<SourceFile> SECOND = and(FIRST,
            file("0002_email.sql", "ALTER TABLE member ADD COLUMN email text;"),
            file("0003_nick.sql", "ALTER TABLE member DROP COLUMN nick;"));

    @TempDir
    private Path folder;

    @Test
    void a_release_goes_out_is_contracted_and_the_one_before_is_told_why_it_cannot_come_back() throws Exception {
        try (TemporaryPostgres server = TemporaryPostgres.start()) {
            server.ask("postgres", "CREATE ROLE club LOGIN");
            Club club = new Club(server, "club");
            club.release("r1", FIRST, List.of());
            put("r1", FIRST);
            put("r2", SECOND);
            server.ask("postgres", "CREATE DATABASE shadow TEMPLATE club OWNER club");
            assertTrue(answer(club, "r2", "status").any("pending"));
            Answer plan = answer(club, "r2", "plan", "--shadow", "club", "shadow", "--running", "../r1/migrations");
            assertTrue(plan.ok(), plan::why);
            assertEquals(
                    List.of("traffic: none is asked, since the extension pg_stat_statements is not in this database:"
                            + " the other witnesses decide"),
                    plan.traffic());
            assertTrue(answer(club, "r2", "run", "--plan", folder.resolve("r2.plan.json").toString()).ok());
            assertEquals(List.of("ALTER TABLE member DROP COLUMN nick (0003_nick.sql, since release r2)"),
                    answer(club, "r2", "status").waiting());
            assertTrue(answer(club, "r2", "settle").ok());
            Answer contract = answer(club, "r2", "contract", "--running", "migrations");
            assertTrue(contract.ok(), contract::why);
            assertEquals(List.of(), contract.waiting());
            Answer back = answer(club, "r1", "check");
            assertFalse(back.ok());
            assertEquals("release r1 would not work with 0003_nick.sql: it has run here with release r2 and has taken"
                    + " away what code without it may need: ALTER TABLE member DROP COLUMN nick", back.why());
            Answer maintenance = answer(club, "r2", "run", "--maintenance", "--plan",
                    folder.resolve("r2.plan.json").toString());
            assertTrue(maintenance.why().startsWith("the plan is none for this"), maintenance::why);
        }
    }

    @Test
    void without_an_address_it_says_which_variable_is_missing() throws Exception {
        put("r1", FIRST);
        Process process = start("r1", List.of("status"), "");
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(1, process.exitValue());
        assertEquals("the release's environment has no DATABASE_URL, which says where the database is:"
                + " postgresql://user:password@host:port/database", read("r1", "status").why());
    }

    private void put(String release, List<SourceFile> files) throws Exception {
        Path migrations = Files.createDirectories(folder.resolve(release).resolve("migrations"));
        for (SourceFile file : files) {
            Files.writeString(migrations.resolve(file.name()), file.text());
        }
    }

    private Answer answer(Club club, String release, String... words) throws Exception {
        Process process = start(release, List.of(words), club.url());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it did not end");
        assertTrue(process.exitValue() < 2, Files.readString(folder.resolve("said")));
        return read(release, words[0]);
    }

    private Answer read(String release, String command) throws Exception {
        return new Answer(new ObjectMapper().readTree(folder.resolve(release + "." + command + ".json").toFile()));
    }

    private Process start(String release, List<String> words, String url) throws Exception {
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), "dev.towline.Main", "migrate-files"));
        argv.addAll(words);
        argv.addAll(List.of("--out", folder.resolve(release + "." + words.getFirst() + ".json").toString(),
                "--release", release, "--folder", "migrations", "--database", "club"));
        ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.resolve(release).toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("DATABASE_URL", url);
        return builder.start();
    }
}
