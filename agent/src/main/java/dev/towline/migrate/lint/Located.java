package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.rule.Rule;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.rule.Verdict;
import dev.towline.migrate.sql.Place;

/**
 * A finding and where it is.
 *
 * @param statement what was found, in one line
 * @param remedy what to do about this very one
 */
public record Located(Rule rule, Severity severity, Place place, String statement, String why, String remedy) {
    private static final int LONGEST = 300;

    public Located {
        String line = statement.strip().replaceAll("\\s+", " ");
        statement = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    static Located of(Finding finding, Place place, String statement) {
        Rule rule = finding.rule();
        return new Located(rule, finding.severity(), place, statement, rule.why(), rule.advice());
    }

    public Verdict verdict() {
        return rule.verdict();
    }

    public Located as(Severity other) {
        return new Located(rule, other, place, statement, why, remedy);
    }

    /** With more to say. */
    public Located saying(String more) {
        return new Located(rule, severity, place, statement, why + "; " + more, remedy);
    }

    public Located advising(String other) {
        return new Located(rule, severity, place, statement, why, other);
    }
}
