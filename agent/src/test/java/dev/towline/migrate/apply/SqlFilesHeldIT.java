package dev.towline.migrate.apply;

import static dev.towline.migrate.apply.Club.and;
import static dev.towline.migrate.apply.Club.file;
import static dev.towline.migrate.apply.Club.ok;
import static dev.towline.migrate.apply.LogFiles.EXPANDED;
import static dev.towline.migrate.apply.LogFiles.FIRST;
import static dev.towline.migrate.apply.LogFiles.SECOND;
import static dev.towline.migrate.apply.LogFiles.log;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.lint.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is held up, killed or done by several at once, on a real PostgreSQL. */
class SqlFilesHeldIT {
    @RegisterExtension
    static final Clubs CLUBS = new Clubs();

    private static Club club() {
        Club club = CLUBS.club();
        club.release("r1", FIRST, List.of());
        return club;
    }

    @Test
    void of_several_at_once_one_applies_and_the_others_find_it_done() {
        Club club = club();
        List<Planned> planned = club.planned(club.plan("r2", SECOND, FIRST, false));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> agents = IntStream.range(0, 3)
                    .mapToObj(i -> CompletableFuture
                            .runAsync(() -> ok(club.commands("r2", SECOND).run(planned)), threads))
                    .toList();
            agents.forEach(CompletableFuture::join);
        }
        assertEquals(EXPANDED, log(club));
        assertTrue(club.said.stream().anyMatch(line -> line.contains("another agent migrates this database (pid ")),
                club.said::toString);
    }

    @Test
    void who_is_in_the_way_is_named_and_nothing_is_half_done() throws Exception {
        Club club = club();
        club.budgets = new Budgets(Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofSeconds(20), 2,
                Duration.ofSeconds(5));
        List<Planned> planned = club.planned(club.plan("r2", SECOND, FIRST, false));
        try (Connection holder = club.address().connect("psql"); Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM member WHERE name = 'a secret'");
            Map<String, @Nullable Object> held = club.commands("r2", SECOND).run(planned);
            assertTrue(held.toString().contains("lock-timeout"), held::toString);
            assertTrue(held.toString().contains("no lock within 300 ms in 2 attempts; in the way: pid "),
                    held::toString);
            assertTrue(held.toString().contains("club, idle in transaction for "),
                    held::toString);
            assertTrue(held.toString().contains(" s: SELECT count(*) FROM member WHERE name = ?"), held::toString);
            assertFalse(held.toString().contains("a secret"), held::toString);
            holder.rollback();
        }
        assertFalse(club.picture().contains("0002_email"), club::picture);
        ok(club.commands("r2", SECOND).run(planned));
    }

    @Test
    void an_index_that_a_killed_process_has_left_half_built_is_built_anew(@TempDir Path folder) throws Exception {
        Club club = club();
        Map<String, @Nullable Object> plan = club.plan("r2", SECOND, FIRST, false);
        Path migrations = Files.createDirectories(folder.resolve("migrations"));
        for (SourceFile file : SECOND) {
            Files.writeString(migrations.resolve(file.name()), file.text());
        }
        Path planned = folder.resolve("plan.json");
        Files.writeString(planned, new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(plan));
        try (Connection holder = club.address().connect("psql");
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            // An old snapshot keeps a concurrent build from its end.
            holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("SELECT count(*) FROM log");
            Process process = process(folder, club, planned);
            try {
                until(() -> club.ask(
                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY member_email%'"
                                + " AND wait_event_type = 'Lock' AND datname = current_database()")
                        .equals("1"), process, folder);
            } finally {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            holder.rollback();
        }
        ok(club.commands("r2", SECOND).run(club.planned(plan)));
        assertEquals(EXPANDED, log(club));
        assertEquals("0", club.ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid"));
        assertEquals("3", club.ask("SELECT count(*) FROM pg_indexes WHERE tablename = 'member'"));
    }

    private static Process process(Path folder, Club club, Path plan) throws Exception {
        List<String> argv = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                        "-cp", System.getProperty("java.class.path"), "dev.towline.Main", "migrate-files", "run",
                        "--out",
                        folder.resolve("run.json").toString(), "--release", "r2", "--folder", "migrations",
                        "--database", club.database(), "--plan", plan.toString(), "--lock-timeout", "60000"));
        ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("DATABASE_URL", club.url());
        return builder.start();
    }

    private static void until(BooleanSupplier condition, Process process, Path folder) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end && process.isAlive(),
                    "it did not come so far: " + Files.readString(folder.resolve("said")));
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    void a_leftover_that_is_not_valid_is_dropped_and_a_unique_one_over_duplicates_fails() {
        Club club = club();
        club.ask("INSERT INTO member (id, name) VALUES (1, 'a'), (2, 'a')");
        List<SourceFile> second = and(FIRST, file("0002_unique.sql", """
                -- towline: contract
                CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS member_name_key ON member (name);
                """));
        club.release("r2", second, FIRST);
        Map<String, @Nullable Object> failed = club.commands("r2", second).contract(second, false);
        assertTrue(failed.toString().contains("could not create unique index"), failed::toString);
        assertEquals("1", club.ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid"));
        club.ask("DELETE FROM member WHERE id = 2");
        ok(club.commands("r2", second).contract(second, false));
        assertEquals("0", club.ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid"));
        assertTrue(club.said.stream().anyMatch(line -> line.contains("which a cut build has left not valid")),
                club.said::toString);
    }
}
