package dev.towline.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.history.Outcome;
import dev.towline.restore.Proof;
import dev.towline.restore.RestorePoint;
import dev.towline.restore.RestoreReport;
import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restore points of a SQLite file: proved beside it, put in its place, and taken back from anywhere. */
class SqliteRestoreTest {
    @TempDir
    Path folder;
    @SuppressWarnings("NullAway.Init")
    private Path file;
    @SuppressWarnings("NullAway.Init")
    private RestoringSite site;
    @SuppressWarnings("NullAway.Init")
    private RestorePoint point;

    @BeforeEach
    void open() throws IOException, SQLException {
        file = Files.createDirectories(folder.resolve("shared")).resolve("db.sqlite3");
        site = RestoringSite.on(file, folder);
        execute("PRAGMA journal_mode = WAL");
        execute("CREATE TABLE member (name TEXT)");
        execute("INSERT INTO member VALUES ('Ada'), ('Grace')");
        point = site.save("aaaaaaa-00000001");
        execute("INSERT INTO member VALUES ('Joan')");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String members(Path database) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet names = statement
                        .executeQuery("SELECT group_concat(name) FROM (SELECT name FROM member ORDER BY name)")) {
            return names.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private RestoreReport prove() {
        return site.restores().prove(RestoringSite.SITE,
                new Trigger.Request.Prove(Optional.empty(), Optional.empty(), false));
    }

    private RestoreReport replace(boolean save) {
        return site.restores().replace(RestoringSite.SITE, new Trigger.Request.Restore(point.name(), save), "ada");
    }

    private List<String> besideIt() {
        return site.host().files().list(folder.resolve("shared").toString());
    }

    @Test
    void a_point_is_proved_beside_the_live_file() {
        RestoreReport report = prove();
        assertEquals("", report.failure());
        assertEquals(List.of(new Proof.Table("member", 3L, 2L)), Objects.requireNonNull(report.proof()).lost());
        assertFalse(besideIt().stream().anyMatch(name -> name.contains("scratch")), besideIt().toString());
        assertEquals("Ada,Grace,Joan", members(file));
    }

    @Test
    void a_point_takes_the_files_place_which_stays_beside_and_is_saved() {
        RestoreReport report = replace(true);
        assertEquals("", report.failure());
        assertEquals("Ada,Grace", members(file));
        List<String> aside = site.restores().setAside(RestoringSite.SITE);
        assertEquals(1, aside.size());
        assertEquals("Ada,Grace,Joan", members(Path.of(aside.getFirst())));
        assertEquals(RestorePoint.BEFORE_RESTORE,
                site.restores().points(RestoringSite.SITE).getLast().release());
        assertEquals(List.of("web"), site.running());
    }

    @Test
    void a_damaged_file_is_told_of_and_replaced_unsaved() throws IOException {
        Files.writeString(file, "no database".repeat(1000));
        RestoreReport proved = prove();
        assertEquals("", proved.failure());
        assertTrue(Objects.requireNonNull(proved.proof()).unreadable().contains("cannot be told"), proved.toString());
        RestoreReport saved = replace(true);
        assertTrue(saved.failure().contains("no restore point, so nothing is changed")
                && saved.failure().endsWith("all is as it was"), saved.failure());
        assertTrue(Files.readString(file).startsWith("no database"));
        assertEquals(List.of("web"), site.running());
        assertEquals("", replace(false).failure());
        assertEquals("Ada,Grace", members(file));
    }

    @Test
    void a_file_that_somebody_removed_is_put_back() throws IOException {
        Files.delete(file);
        assertEquals("", prove().failure());
        assertEquals("", replace(true).failure());
        assertEquals("Ada,Grace", members(file));
    }

    @Test
    void a_file_that_somebody_else_has_open_stays_and_the_site_comes_back() throws SQLException {
        try (Connection someone = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = someone.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            RestoreReport report = replace(true);
            assertTrue(report.failure().contains("was not exchanged"), report.failure());
            statement.execute("ROLLBACK");
        }
        assertEquals("Ada,Grace,Joan", members(file));
        assertEquals(List.of("web"), site.running());
        assertFalse(site.isClosed());
    }

    /** Killed at each effect in turn and begun again, as recovery does. */
    @Test
    void a_failed_maintenance_release_is_put_back_wherever_it_is_cut_and_nothing_is_left_beside() {
        int deaths = 0;
        do {
            site.dieAtEffect(++deaths);
            String members = members(file);
            assertTrue(members.equals("Ada,Grace,Joan") || members.equals("Ada,Grace"), members);
        } while (site.survives(() -> site.putBack(point)));
        assertTrue(deaths > 4, deaths + " effects");
        assertEquals("Ada,Grace", members(file));
        assertFalse(besideIt().stream().anyMatch(name -> !name.startsWith("db.sqlite3")
                || name.contains("aside") || name.contains("scratch")), besideIt().toString());
    }

    /** Killed before and after each effect in turn, and again while it is being taken back. */
    @Test
    void wherever_the_agent_is_killed_the_site_comes_back_on_the_one_or_the_other_whole() throws SQLException {
        boolean done = false;
        int deaths = 0;
        while (!done) {
            site.dieAtEffect(++deaths);
            done = !site.survives(() -> assertEquals("", replace(true).failure()));
            site.dieAtEffect(done ? 0 : 1 + deaths % 4);
            while (site.survives(() -> site.recover())) {
                site.dieAtEffect(0);
            }
            site.dieAtEffect(0);
            boolean committed = site.history().deployments().newest(RestoringSite.SITE, 1).getFirst()
                    .outcome() == Outcome.SUCCEEDED;
            assertEquals(committed ? "Ada,Grace" : "Ada,Grace,Joan", members(file), "after death " + deaths);
            assertEquals(List.of("web"), site.running(), "after death " + deaths);
            if (committed) {
                execute("INSERT INTO member VALUES ('Joan')");
                site.host().files().delete(site.flag());
            }
            assertFalse(site.isClosed(), "after death " + deaths);
        }
        assertTrue(deaths > 20, deaths + " effects");
    }
}
