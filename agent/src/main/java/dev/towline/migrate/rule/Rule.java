package dev.towline.migrate.rule;

/**
 * One way in which a migration breaks the running release.
 *
 * @param id kebab-case; what overrides name
 * @param group which of the three lists of the reference it is in
 * @param what the statement that is meant
 * @param why what breaks
 * @param verdict what it does to code that runs
 * @param severity whether a deploy refuses it for this reason alone
 * @param remedy what to write in its place
 * @param example the remedy as SQL; empty where words are enough
 * @param source the linters that know it, and what was tried
 */
public record Rule(String id, Group group, String what, String why, Verdict verdict, Severity severity, String remedy,
        String example, String source, Condition condition) {

    /** What is endangered: other code, the time that a lock is held, or the order of things. */
    public enum Group {
        COMPATIBILITY, LOCKS, PROCESS
    }

    public Rule {
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*") || what.isBlank() || why.isBlank() || remedy.isBlank()) {
            throw new IllegalArgumentException("a rule says what, why and what to do: " + id);
        }
    }

    /** What to do, with the example. */
    public String advice() {
        return example.isEmpty() ? remedy : remedy + "\n" + example;
    }
}
