package dev.towline.migrate.apply;

import static dev.towline.migrate.apply.Club.and;
import static dev.towline.migrate.apply.Club.file;
import static dev.towline.migrate.apply.Club.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.lint.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Backfills that a file declares, on a real PostgreSQL: in ranges, each committed with its checkpoint; killed, and run again. */
class SqlFilesBackfillIT {
    private static final List<SourceFile> FIRST = List.of(file("0001_member.sql",
            "CREATE TABLE member (id bigint PRIMARY KEY, name text, team int);\nCREATE TABLE log (entry bigint);"));
    private static final SourceFile COLUMN = file("0002_column.sql", "ALTER TABLE member ADD COLUMN full_name text;");
    private static final SourceFile FILL = fill("batch=100");
    private static final List<SourceFile> SECOND = and(FIRST, COLUMN, FILL);
    @RegisterExtension
    static final Clubs CLUBS = new Clubs();

    private Club club = CLUBS.club();

    @TempDir
    private Path folder;

    @BeforeEach
    void thousandMembers() {
        club.ask("CREATE EXTENSION pg_stat_statements");
        club.release("r1", FIRST, List.of());
        club.ask("INSERT INTO member SELECT i * 3, 'name ' || i FROM generate_series(1, 1000) i");
    }

    private static SourceFile fill(String words) {
        return file("0003_fill.sql", "-- towline: backfill member.id " + words
                + "\nUPDATE member SET full_name = name WHERE full_name IS NULL;\n");
    }

    private String left() {
        return club.ask("SELECT count(*) FROM member WHERE full_name IS DISTINCT FROM name");
    }

    private String point(String columns) {
        return club.ask("SELECT concat_ws(' ', " + columns + ") FROM towline.sql_backfill");
    }

    @Test
    void each_range_is_a_transaction_of_its_own_and_the_file_ends_with_its_row() {
        club.release("r2", SECOND, FIRST);
        assertEquals("0", left());
        // Each transaction has a number of its own, which its rows bear.
        assertEquals("10", club.ask("SELECT count(DISTINCT xmin::text) FROM member"));
        assertEquals("done 3000 3000 10 1000", point("state, until, last, batches, changed"));
        assertEquals("done", club.ask("SELECT state FROM towline.sql_file WHERE name = '0003_fill.sql'"));
        assertTrue(club.said.stream().anyMatch(line -> line.startsWith("  batch 3: 100 rows in ")),
                club.said::toString);
        club.release("r3", and(SECOND, file("0004_x.sql", "ALTER TABLE member ADD COLUMN x int;")), SECOND);
        assertEquals("done 3000 3000 10 1000", point("state, until, last, batches, changed"));
    }

    @Test
    void nothing_to_fill_is_filled_at_once() {
        club.ask("TRUNCATE member");
        club.release("r2", SECOND, FIRST);
        assertEquals("done 0", point("state, batches"));
    }

    @Test
    void texts_with_quotes_and_backslashes_are_keys_too() {
        List<SourceFile> second = and(FIRST, file("0002_word.sql", "CREATE TABLE word (key text PRIMARY KEY, n int);"),
                file("0003_words.sql", "INSERT INTO word SELECT E'it''s \\\\' || i FROM generate_series(1, 50) i;"),
                file("0004_fill.sql", "-- towline: backfill word.key batch=7\nUPDATE word SET n = 1;\n"));
        club.release("r2", second, FIRST);
        assertEquals("50 8",
                club.ask("SELECT concat_ws(' ', sum(n), (SELECT batches FROM towline.sql_backfill)) FROM word"));
    }

    @Test
    void rows_are_copied_in_ranges_too() {
        List<SourceFile> second = and(FIRST, file("0002_copy.sql", """
                -- towline: backfill member.id batch=300
                INSERT INTO log SELECT member.id FROM member WHERE name <> 'name 7';
                """));
        club.release("r2", second, FIRST);
        assertEquals("999 999 4", club.ask("SELECT concat_ws(' ', count(*), count(DISTINCT entry),"
                + " (SELECT batches FROM towline.sql_backfill)) FROM log"));
    }

    @Test
    void a_key_that_may_be_null_or_has_no_index_is_refused_when_it_is_judged() {
        SourceFile wrong = file("0003_fill.sql",
                "-- a key\n-- towline: backfill member.team\nUPDATE member SET name = '';");
        String plan = club.plan("r2", and(FIRST, COLUMN, wrong), FIRST, false).toString();
        assertTrue(plan.contains("file=migrations/0003_fill.sql, line=2, describe=refused, statement=,"
                + " rule=backfill-declaration, why=member.team may be null"), plan);
        club.ask("UPDATE member SET team = 1; ALTER TABLE member ALTER COLUMN team SET NOT NULL");
        String other = club.plan("r2", and(FIRST, COLUMN, wrong), FIRST, false).toString();
        assertTrue(other.contains("no index begins with member.team"), other);
        SourceFile nothing = file("0003_fill.sql", "-- towline: backfill member.nothing\nUPDATE member SET name = '';");
        String third = club.plan("r2", and(FIRST, nothing), FIRST, false).toString();
        assertTrue(third.contains("column member.nothing does not exist"), third);
    }

    @Test
    void a_batch_that_fails_says_where_and_the_ones_before_it_stay() {
        club.ask("ALTER TABLE member ADD CONSTRAINT odd CHECK (name <> 'NAME 555')");
        SourceFile upper = file("0002_upper.sql",
                "-- towline: backfill member.id batch=100\nUPDATE member SET name = upper(name);");
        List<SourceFile> second = and(FIRST, upper);
        Map<String, @Nullable Object> plan = club.plan("r2", second, FIRST, false);
        ok(plan);
        Map<String, @Nullable Object> run = club.commands("r2", second).run(club.planned(plan));
        assertTrue(run.toString().contains("migrations/0002_upper.sql:1: batch 6: new row for relation \"member\""
                + " violates check constraint"), run::toString);
        assertEquals("running 1500 5", point("state, last, batches"));
        club.ask("ALTER TABLE member DROP CONSTRAINT odd");
        ok(club.commands("r2", second).run(club.planned(plan)));
        assertEquals("done 10 1000", point("state, batches, changed"));
    }

    @Test
    void a_batch_that_gets_no_lock_is_tried_again_and_one_that_takes_too_long_names_its_size() throws Exception {
        club.budgets = new Budgets(Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofSeconds(5), 30,
                Duration.ofSeconds(5));
        club.ask("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END $$;"
                + " CREATE TRIGGER slow BEFORE UPDATE ON member FOR EACH ROW EXECUTE FUNCTION slow()");
        Map<String, @Nullable Object> plan = club.plan("r2", SECOND, FIRST, false);
        ok(plan);
        String run = club.commands("r2", SECOND).run(club.planned(plan)).toString();
        assertTrue(
                run.contains("migrations/0003_fill.sql:1: batch 1: canceling statement due to statement timeout; let a"
                        + " batch have fewer than 100 keys"),
                run);
        club.ask("DROP TRIGGER slow ON member");
        try (var holder = club.address().connect("holder"); var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE member SET team = 1 WHERE id = 600");
            Thread later = Thread.ofVirtual().start(() -> {
                while (club.said.stream().noneMatch(line -> line.contains("batch 2: no lock within 50 ms"))) {
                    Thread.onSpinWait();
                }
                try {
                    holder.rollback();
                } catch (java.sql.SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            ok(club.commands("r2", SECOND).run(club.planned(plan)));
            later.join();
        }
        assertEquals("0", left());
    }

    @Test
    void one_that_is_marked_runs_again_when_the_old_release_has_ended_and_before_something_goes() {
        List<SourceFile> second = and(FIRST, COLUMN, fill("batch=100 repeat"),
                file("0004_name.sql", "ALTER TABLE member DROP COLUMN name;"));
        assertTrue(club.plan("r2", second, FIRST, false).toString()
                .contains("in ranges of 100 keys of member.id, and once more when the release before has ended"));
        club.release("r2", second, FIRST);
        club.ask("INSERT INTO member (id, name) VALUES (1, 'by old code'), (9000, 'by old code')");
        assertEquals("2", left());
        Map<String, @Nullable Object> settled = club.commands("r2", second).settle();
        ok(settled);
        assertEquals(List.of(Map.of("migration", "0003_fill.sql")), club.list(settled, "repeated"));
        assertEquals("0", left());
        assertEquals("repeat 11", point("state, batches"));

        ok(club.commands("r1", FIRST).settle());
        club.ask("UPDATE member SET full_name = NULL WHERE id = 9");
        Map<String, @Nullable Object> contract = club.commands("r2", second).contract(second, false);
        ok(contract);
        assertEquals("0", club.ask("SELECT count(*) FROM member WHERE full_name IS NULL"));
        assertEquals("done", point("state"));
        ok(club.commands("r2", second).settle());
    }

    @Test
    void what_cannot_be_repeated_is_said_and_nothing_goes_meanwhile() {
        List<SourceFile> second = and(FIRST, COLUMN, fill("batch=100 repeat"),
                file("0004_name.sql", "ALTER TABLE member DROP COLUMN name;"));
        club.release("r2", second, FIRST);
        club.ask("ALTER TABLE member ADD CONSTRAINT odd CHECK (full_name <> 'odd');"
                + " INSERT INTO member (id, name) VALUES (1, 'odd')");
        String settled = club.commands("r2", second).settle().toString();
        assertTrue(settled.contains("migrations/0003_fill.sql:1: batch 1: new row"), settled);
        String contract = club.commands("r2", second).contract(second, false).toString();
        assertTrue(contract.contains("blocked=[{") && contract.contains("violates check constraint"), contract);
        assertEquals("1", club.ask("SELECT count(*) FROM pg_attribute WHERE attname = 'name'"
                + " AND attrelid = 'member'::regclass AND NOT attisdropped"));
    }

    @Test
    void its_statements_are_no_traffic_of_the_release() {
        List<SourceFile> second = and(FIRST, COLUMN, fill("batch=100 repeat"),
                file("0004_name.sql", "ALTER TABLE member DROP COLUMN name;"));
        club.release("r2", second, FIRST);
        ok(club.commands("r2", second).settle());
        club.ask("ALTER TABLE member ADD CONSTRAINT odd CHECK (full_name <> 'odd');"
                + " INSERT INTO member (id, name) VALUES (9000, 'odd')");
        assertFalse(Boolean.TRUE.equals(club.commands("r2", second).contract(second, false).get("ok")));
        club.ask("ALTER TABLE member DROP CONSTRAINT odd");
        ok(club.commands("r2", second).contract(second, false));
    }

    /** The real process, killed with SIGKILL between and within its batches, again and again. */
    @Test
    void killed_again_and_again_it_touches_each_row_once() throws Exception {
        club.ask("ALTER TABLE member ADD COLUMN touched int NOT NULL DEFAULT 0;"
                + " CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN NEW.touched := OLD.touched + 1; PERFORM pg_sleep(0.001); RETURN NEW; END $$;"
                + " CREATE TRIGGER touch BEFORE UPDATE ON member FOR EACH ROW EXECUTE FUNCTION touch()");
        List<SourceFile> second = and(FIRST, file("0002_twice.sql",
                "-- towline: backfill member.id batch=25\nUPDATE member SET name = name || '!';\n"));
        Map<String, @Nullable Object> plan = club.plan("r2", second, FIRST, false);
        ok(plan);
        Path migrations = Files.createDirectories(folder.resolve("migrations"));
        for (SourceFile file : second) {
            Files.writeString(migrations.resolve(file.name()), file.text());
        }
        List<String> files = club.planned(plan).stream().map(p -> "{\"name\":\"" + p.name() + "\",\"sha256\":\""
                + p.sha256() + "\",\"contract\":false,\"takes\":\"\"}").toList();
        Files.writeString(folder.resolve("plan.json"), "{\"ok\":true,\"maintenance\":false,\"databases\":{\""
                + club.database() + "\":{\"files\":" + files + "}}}");
        int kills = 0;
        for (int at = 3; at <= 33; at += 10) {
            Process process = process();
            int wanted = at;
            while (process.isAlive() && batches() < wanted) {
                process.waitFor(5, TimeUnit.MILLISECONDS);
            }
            kills += process.isAlive() ? 1 : 0;
            process.destroyForcibly().waitFor();
        }
        assertTrue(kills >= 3, "killed " + kills);
        Process last = process();
        assertTrue(last.waitFor(120, TimeUnit.SECONDS));
        assertEquals(0, last.exitValue(), Files.readString(folder.resolve("said")));
        assertEquals("1 1 1000", club.ask("SELECT concat_ws(' ', min(touched), max(touched), count(*)) FROM member"
                + " WHERE name LIKE '%!' AND name NOT LIKE '%!!'"));
        assertEquals("done 40 1000", point("state, batches, changed"));
    }

    private int batches() {
        String found = club.ask("SELECT batches FROM towline.sql_backfill");
        return found.isEmpty() ? 0 : Integer.parseInt(found);
    }

    private Process process() throws Exception {
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), "dev.towline.Main", "migrate-files", "run", "--out",
                folder.resolve("out.json").toString(), "--release", "r2", "--folder", "migrations", "--database",
                club.database(), "--plan", folder.resolve("plan.json").toString()));
        ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("DATABASE_URL", club.url());
        return builder.start();
    }
}
