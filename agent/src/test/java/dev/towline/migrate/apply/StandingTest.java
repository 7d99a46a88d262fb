package dev.towline.migrate.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the folder of a release and the ledger say about each other. */
class StandingTest {
    private static final SourceFile ONE = file("0001_one.sql", "CREATE TABLE one ();");
    private static final SourceFile TWO = file("0002_two.sql", "ALTER TABLE one DROP COLUMN a;");
    private static final SourceFile THREE = file("0003_three.sql", "CREATE TABLE three ();");

    private static SourceFile file(String name, String sql) {
        return new SourceFile("migrations/" + name, sql);
    }

    private static Row row(SourceFile file, Row.State state, String takes) {
        return new Row(file.name(), file.sha256(), "r1", !takes.isEmpty(), state, 0, 0, takes, "");
    }

    private static Row done(SourceFile file) {
        return row(file, Row.State.DONE, "");
    }

    private static Standing of(List<SourceFile> folder, Row... rows) {
        return Standing.of(folder, ledger(rows), 0, List.of());
    }

    private static Map<String, Row> ledger(Row... rows) {
        return Arrays.stream(rows).collect(Collectors.toMap(Row::name, Function.identity()));
    }

    @Test
    void what_the_ledger_does_not_know_is_pending_in_the_order_of_the_numbers() {
        Standing standing = of(List.of(THREE, ONE, TWO), done(ONE));
        assertEquals(List.of(ONE), standing.applied());
        assertEquals(List.of(TWO, THREE), standing.pending());
        assertEquals(List.of(), standing.refusals());
    }

    @Test
    void one_that_comes_before_what_has_run_is_refused_with_the_number_that_it_should_have() {
        Refusal refusal = of(List.of(ONE, TWO, THREE), done(ONE), done(THREE)).refusals().getFirst();
        assertEquals("migrations/0002_two.sql", refusal.file());
        assertEquals("rename it to 0004_two.sql", refusal.remedy());
        assertTrue(refusal.last());
    }

    @Test
    void a_person_may_say_that_one_comes_late() {
        RuleOverride late = new RuleOverride("out-of-order", "0002_two.sql", TWO.sha256(), "two branches met");
        Standing standing = Standing.of(List.of(ONE, TWO, THREE), ledger(done(ONE), done(THREE)), 0, List.of(late));
        assertEquals(List.of(), standing.refusals());
        assertEquals(List.of(TWO), standing.pending());
    }

    @Test
    void one_that_ran_and_is_gone_from_the_middle_is_refused() {
        assertEquals("0002_two.sql", of(List.of(ONE, THREE), done(ONE), done(TWO)).refusals().getFirst().file());
    }

    @Test
    void a_release_that_lacks_the_newest_is_an_older_one() {
        Standing standing = of(List.of(ONE), done(ONE), done(TWO));
        assertEquals(List.of(), standing.refusals());
        assertEquals(List.of(), standing.taken());
        assertEquals("0002_two.sql has run here; this release is older, and its code lives with it",
                standing.notes().getFirst());
    }

    @Test
    void an_older_release_does_not_fit_once_something_was_taken_away() {
        Row gone = row(TWO, Row.State.DONE, "ALTER TABLE one DROP COLUMN a");
        assertEquals(List.of(gone), of(List.of(ONE), done(ONE), gone).taken());
        assertEquals(List.of(), of(List.of(ONE, TWO), done(ONE), gone).taken());
        Row waits = row(TWO, Row.State.WAITING, "ALTER TABLE one DROP COLUMN a");
        assertEquals(List.of(), of(List.of(ONE), done(ONE), waits).taken());
    }

    @Test
    void what_waits_may_still_be_edited_and_is_judged_anew() {
        Row waits = row(TWO, Row.State.WAITING, "x");
        SourceFile edited = file(TWO.name(), TWO.text() + " -- better");
        assertEquals(List.of(TWO), of(List.of(ONE, TWO), done(ONE), waits).waiting());
        Standing standing = of(List.of(ONE, edited), done(ONE), waits);
        assertEquals(List.of(edited), standing.pending());
        assertEquals(List.of(), standing.refusals());
    }

    @Test
    void what_waited_and_was_removed_is_forgotten() {
        Row waits = row(TWO, Row.State.WAITING, "x");
        assertEquals(List.of(waits), of(List.of(ONE, THREE), done(ONE), waits).gone());
        assertEquals(List.of(), of(List.of(ONE), done(ONE), waits).gone());
    }

    @Test
    void a_cut_file_is_pending_and_must_be_the_one_that_was_begun() {
        Row cut = row(TWO, Row.State.RUNNING, "");
        assertEquals(List.of(TWO), of(List.of(ONE, TWO), done(ONE), cut).pending());
        assertEquals(1, of(List.of(ONE, file(TWO.name(), "SELECT 1")), done(ONE), cut).refusals().size());
    }

    @Test
    void a_baseline_counts_only_where_there_is_no_ledger() {
        assertEquals(List.of(ONE, TWO), Standing.of(List.of(ONE, TWO, THREE), Map.of(), 2, List.of()).applied());
        assertEquals(List.of(TWO, THREE),
                Standing.of(List.of(ONE, TWO, THREE), ledger(done(ONE)), 2, List.of()).pending());
    }

    @Test
    void a_name_that_tells_no_order_is_refused() {
        assertEquals("migrations/add.sql", of(List.of(ONE, file("add.sql", "SELECT 1"))).refusals().getFirst().file());
    }
}
