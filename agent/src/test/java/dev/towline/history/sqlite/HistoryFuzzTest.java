package dev.towline.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.history.Decision;
import dev.towline.history.Deployment;
import dev.towline.history.DeploymentId;
import dev.towline.history.History;
import dev.towline.history.HistoryException;
import dev.towline.history.JournalEntry;
import dev.towline.history.Outcome;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.history.Quarantine;
import dev.towline.history.Undo;
import dev.towline.history.Undos;
import dev.towline.host.Digest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever became of the state on the disk: a refusal in words, or a store that works and never gives an inverse that nobody wrote.
 * A bounded sample; the long run is {@code mvn test -Dtest=HistoryFuzzTest -Dfuzz.seeds=20000}, and {@code -Dfuzz.seed=N} tells one again.
 */
class HistoryFuzzTest {
    private static final int SEEDS = 30;
    private static final long MOST_MEMORY = 64L << 20;
    private static final TargetName CLUB = TargetName.site("club");
    private static final TargetName GUILD = TargetName.site("guild");
    private static final DeploymentId DEPLOYMENT = new DeploymentId("20261121-010203-aaaa");
    private static final String COMMIT = "1".repeat(40);
    private static final Pair PAIR = new Pair(COMMIT, "a".repeat(64), COMMIT, "1111111-aaaaaaaa");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path temp;

    private Path original = Path.of("");
    private List<Undo> undos = List.of();

    @BeforeEach
    void makeState() {
        original = temp.resolve("original/towline.db");
        try (History history = SqliteHistory.open(original)) {
            fill(history, original);
        }
    }

    private void fill(History history, Path file) {
        history.deployments().put(new Deployment(DEPLOYMENT, CLUB, "webhook github", COMMIT, COMMIT, PAIR.release(),
                "Ada", "Sign in", NOON, null, Outcome.RUNNING, "", List.of()));
        history.deployments().append(DEPLOYMENT, "building");
        history.targets().lastGood(CLUB, PAIR);
        history.decisions().put(GUILD, new Decision.Suspend("holidays", new Decision.Said("ada", NOON)));
        history.quarantine().add(new Quarantine.Entry(CLUB, PAIR, "login: status 500", NOON));
        history.inventory().replace(CLUB, List.of(Owned.of(CLUB, Owned.Kind.FILE, "/etc/club/a"),
                Owned.of(CLUB, Owned.Kind.FILE, "/etc/club/b")));
        history.journal().open(CLUB, DEPLOYMENT);
        List<Undo> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String kept = keep(file, "before " + i);
            all.addAll(Undos.oneOfEach(kept));
        }
        all.forEach(undo -> history.journal().done(CLUB, history.journal().intend(CLUB, "step", undo)));
        undos = List.copyOf(all);
    }

    /** Put into its row, as what is short is kept. */
    private static String keep(Path file, String text) {
        String reference = Digest.of(text).hex();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var insert = connection.prepareStatement("INSERT INTO kept (reference, content) VALUES (?, ?)")) {
            insert.setString(1, reference);
            insert.setBytes(2, text.getBytes(StandardCharsets.UTF_8));
            insert.executeUpdate();
            return reference;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void seeds(LongConsumer run) {
        Long one = Long.getLong("fuzz.seed");
        if (one != null) {
            run.accept(one);
        } else {
            LongStream.range(0, Integer.getInteger("fuzz.seeds", SEEDS)).forEach(run);
        }
    }

    private static byte[] mutated(byte[] from, Random random) {
        byte[] bytes = from.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 8; changes--) {
            int at = random.nextInt(random.nextInt(4) == 0 ? Math.min(bytes.length, 120) : bytes.length);
            // The beginning of a page says what is in it.
            at = random.nextInt(4) == 0 ? at / 4096 * 4096 + random.nextInt(16) : at;
            at = Math.min(at, bytes.length - 1);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
            switch (random.nextInt(6)) {
                case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) random.nextInt(256);
                case 3 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : 0xff));
                case 4 -> System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
                default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
            }
        }
        return bytes;
    }

    @Test
    void a_mutated_database() {
        seeds(seed -> reads(seed, "towline.db"));
    }

    @Test
    void a_mutated_log_of_a_killed_agent() throws IOException {
        original = temp.resolve("killed/towline.db");
        Path running = temp.resolve("running/towline.db");
        try (History history = SqliteHistory.open(running)) {
            fill(history, running);
            Files.createDirectories(original.getParent());
            Files.copy(running, original);
            Files.copy(running.resolveSibling("towline.db-wal"), original.resolveSibling("towline.db-wal"));
        }
        seeds(seed -> reads(seed, "towline.db-wal"));
    }

    private void reads(long seed, String which) {
        try {
            Path file = temp.resolve("copy-" + seed + "/towline.db");
            Files.createDirectories(file.getParent());
            for (String name : List.of("towline.db", "towline.db-wal")) {
                if (Files.exists(original.resolveSibling(name))) {
                    byte[] bytes = Files.readAllBytes(original.resolveSibling(name));
                    Files.write(file.resolveSibling(name),
                            name.equals(which) ? mutated(bytes, new Random(seed)) : bytes);
                }
            }
            long before = allocated();
            assertTimeoutPreemptively(Duration.ofSeconds(40), () -> open(file));
            assertTrue(allocated() - before < MOST_MEMORY, "it took too much memory");
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void open(Path file) {
        try (History history = SqliteHistory.open(file)) {
            for (TargetName target : List.of(CLUB, GUILD, TargetName.HOST)) {
                readsOf(history, target);
            }
            attempt(() -> {
                history.journal().open(TargetName.HOST, DEPLOYMENT);
                history.journal().intend(TargetName.HOST, "step", new Undo.Remove("/etc/x"));
                assertEquals(List.of(new Undo.Remove("/etc/x")),
                        history.journal().entries(TargetName.HOST).stream().map(JournalEntry::undo).toList());
                history.journal().close(TargetName.HOST);
            });
        } catch (HistoryException e) {
            clear(e);
        }
    }

    private void readsOf(History history, TargetName target) {
        attempt(() -> {
            List<Undo> found = history.journal().entries(target).stream().map(JournalEntry::undo).toList();
            assertTrue(inOrder(found, undos), "an inverse that nobody wrote: " + found);
        });
        attempt(() -> history.journal().openDeployment(target));
        attempt(() -> history.deployments().newest(target, 10).forEach(d -> history.deployments().output(d.id())));
        attempt(() -> history.inventory().of(target));
        attempt(() -> history.quarantine().of(target));
        attempt(() -> history.targets().lastGood(target));
        attempt(() -> history.decisions().of(target));
        attempt(() -> history.targets().waiting(target));
        attempt(() -> history.targets().known());
        for (Undo undo : undos) {
            if (undo instanceof Undo.PutFile file) {
                attempt(() -> history.journal().kept(file.kept()));
            }
        }
    }

    /** What cannot be read is refused in words; nothing else is thrown. */
    private static void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (HistoryException e) {
            clear(e);
        } catch (IllegalStateException e) {
            // What was named is not there; says which.
            assertFalse(e.getMessage() == null || e.getMessage().isBlank(), e.toString());
        }
    }

    private static void clear(HistoryException e) {
        assertFalse(e.getMessage().contains("java.") || e.getMessage().isBlank(), e.getMessage());
    }

    private static boolean inOrder(List<Undo> some, List<Undo> all) {
        int at = 0;
        for (Undo undo : some) {
            while (at < all.size() && !all.get(at).equals(undo)) {
                at++;
            }
            if (at++ >= all.size()) {
                return false;
            }
        }
        return true;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    @Test
    void a_mutated_inverse_of_the_journal() {
        List<String> stored = undos.stream().map(undo -> SealedStep.write(CLUB, "step", undo)).toList();
        seeds(seed -> {
            Random random = new Random(seed);
            for (int i = 0; i < 50; i++) {
                String one = stored.get(random.nextInt(stored.size()));
                byte[] bytes = mutated(one.getBytes(StandardCharsets.ISO_8859_1), random);
                String changed = new String(bytes, StandardCharsets.ISO_8859_1);
                if (!changed.equals(one)) {
                    refused(seed, changed);
                }
            }
        });
    }

    /** Nothing that was changed is an inverse of anything, but the empty truncation to a line of an earlier version. */
    private void refused(long seed, String changed) {
        try {
            Undo undo = SealedStep.read(CLUB, "step", changed);
            assertTrue(changed.indexOf('\n') < 0 && undos.contains(undo), "seed " + seed + ": " + changed);
        } catch (HistoryException e) {
            clear(e);
        }
    }

    @Test
    void an_inverse_that_was_changed_on_the_disk_is_refused_and_one_of_an_earlier_version_is_read()
            throws SQLException {
        execute("UPDATE journal SET undo = replace(undo, '/etc/r', '/etc/s')");
        try (History history = SqliteHistory.open(original)) {
            HistoryException refused = assertThrows(HistoryException.class, () -> history.journal().entries(CLUB));
            assertEquals(HistoryException.Kind.DAMAGED, refused.kind());
        }
        execute("UPDATE journal SET undo = substr(undo, 1, instr(undo, char(10)) - 1)");
        try (History history = SqliteHistory.open(original)) {
            assertEquals(undos.size(), history.journal().entries(CLUB).size());
            assertNotEquals(undos, history.journal().entries(CLUB).stream().map(JournalEntry::undo).toList());
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + original);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void steps_in_steps_without_end_are_refused() {
        String deep = "{\"undo\":\"several\",\"undos\":[".repeat(100_000);
        clear(assertThrows(HistoryException.class, () -> SealedStep.read(CLUB, "step", deep)));
    }
}
