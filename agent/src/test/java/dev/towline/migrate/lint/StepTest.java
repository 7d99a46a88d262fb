package dev.towline.migrate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.sql.Script;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which statements of a file commit together. */
class StepTest {
    private static List<Step> steps(String sql) {
        return Step.of(Script.of(sql));
    }

    @Test
    void an_ordinary_file_is_one_transaction() {
        List<Step> steps = steps("CREATE TABLE a (); SAVEPOINT s; INSERT INTO a DEFAULT VALUES;");
        assertEquals(1, steps.size());
        assertTrue(steps.getFirst().transaction());
    }

    @Test
    void an_empty_file_has_none() {
        assertEquals(List.of(), steps("-- nothing\n"));
    }

    @Test
    void beside_a_concurrent_build_each_statement_commits_by_itself() {
        List<Step> steps = steps("SET search_path = x; CREATE INDEX CONCURRENTLY i ON a (b); ANALYZE a;");
        assertEquals(List.of(true, false, true), steps.stream().map(Step::transaction).toList());
        assertTrue(steps.getFirst().setting());
        assertFalse(steps.getLast().setting());
    }

    @Test
    void transactions_of_the_files_own_are_kept() {
        List<Step> steps = steps("BEGIN; UPDATE a SET b = 1; UPDATE a SET c = 1; COMMIT; BEGIN; COMMIT; VACUUM a;");
        assertEquals(List.of(2, 1), steps.stream().map(s -> s.statements().size()).toList());
    }

    @Test
    void a_cut_file_goes_on_behind_its_last_step_and_sets_its_session_anew() {
        Script script = Script
                .of("SET search_path = x; INSERT INTO a VALUES (1); CREATE INDEX CONCURRENTLY i ON a (b);");
        Begun begun = Begun.of(script, 2, 3);
        assertEquals(List.of(false, true, false), script.statements().stream().map(begun::ran).toList());
        assertEquals(List.of(false, false, true), script.statements().stream().map(begun::perhaps).toList());
    }
}
