package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.rule.Verdict;
import dev.towline.migrate.sql.Statement;
import java.util.List;

/** Somebody who tries the statements somewhere and tells what happened; only ever a reason for more caution. */
public interface Witness {
    /** Nobody. */
    Witness NONE = new Witness() {
        @Override
        public void fresh() {}

        @Override
        public void begin(boolean transaction) {}

        @Override
        public List<Seen> watch(Statement statement) {
            return List.of();
        }

        @Override
        public void end() {}
    };

    /** Another history of files begins, of which nothing is there yet. */
    void fresh();

    /**
     * A file begins.
     *
     * @param transaction whether it runs in one
     */
    void begin(boolean transaction);

    /** Runs the statement. */
    List<Seen> watch(Statement statement);

    /** The file ends, and what it did stays. */
    void end();

    /** What is there now is what running code has met; what comes is judged. */
    default void baseline() {}

    /** What running code has sent, and what no longer works since this was asked last; between files. */
    default List<Lost> lost() {
        return List.of();
    }

    /**
     * A statement that worked and does not any more.
     *
     * @param table that it names first; empty for none
     * @param what in words, with the statement
     */
    record Lost(String table, String what) {}

    /**
     * Something that was seen.
     *
     * @param rule the rule that it breaks
     * @param what in words
     */
    record Seen(String rule, String what) {
        Finding finding() {
            return Finding.of(rule);
        }

        /** Whether the rules had not been as careful; what says that nothing is known is always worth saying. */
        boolean addsTo(Verdict known) {
            Verdict verdict = finding().verdict();
            return verdict == Verdict.EXPAND_SAFE || verdict.compareTo(known) > 0;
        }
    }
}
