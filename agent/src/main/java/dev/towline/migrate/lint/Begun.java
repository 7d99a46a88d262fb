package dev.towline.migrate.lint;

import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import java.util.List;

/**
 * How far a file has come that was cut between its steps.
 *
 * @param from where the first statement stands that has not run, in chars
 * @param perhaps where the one stands that may have, because it commits by itself; -1 for none
 */
public record Begun(int from, int perhaps) {
    /** It has not begun. */
    public static final Begun NOTHING = new Begun(0, -1);

    /**
     * After so many steps.
     *
     * @param begun the number of the step that was begun by itself, from 1; 0 for none
     */
    public static Begun of(Script script, int steps, int begun) {
        List<Step> all = Step.of(script);
        int from = steps >= all.size() ? script.text().length() : all.get(steps).statements().getFirst().offset();
        return new Begun(steps == 0 ? 0 : from,
                begun == 0 || begun > all.size() ? -1 : all.get(begun - 1).statements().getFirst().offset());
    }

    boolean ran(Statement statement) {
        // What it sets for its session is set anew.
        return statement.offset() < from && !new Step(List.of(statement), true).setting();
    }

    boolean perhaps(Statement statement) {
        return statement.offset() == perhaps;
    }
}
