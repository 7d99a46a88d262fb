package dev.towline.migrate.lint;

import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A backfill that a file declares: {@code -- towline: backfill member.id batch=2000 repeat} above one statement, which is run for one
 * range of the key after the other.
 *
 * @param column the key's, as the catalogue spells it
 * @param size how many keys a range has at most
 * @param repeat whether it runs again once old code has stopped
 * @param line of the declaration, from 1
 */
public record Batches(Ranged ranged, String column, int size, boolean repeat, int line) {
    private static final int USUAL = 1000;
    private static final int LARGEST = 100_000;
    private static final Pattern DECLARED = Pattern
            .compile("(?i)backfill[ \\t]+(\\S+)[.]([^.\\s]+)((?:[ \\t]+\\S+)*)");
    private static final Pattern SIZE = Pattern.compile("batch=(\\d{1,9})");

    /** What is wrong with a declaration. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    /** Nothing where none is declared, or one that is wrong; that is refused before anything runs. */
    public static Optional<Batches> of(Script script) {
        try {
            return declared(script);
        } catch (Wrong wrong) {
            return Optional.empty();
        }
    }

    /** What is wrong with what is declared, where something is. */
    static Optional<String> wrong(Script script) {
        try {
            return declared(script).flatMap(batches -> Optional.empty());
        } catch (Wrong wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
        }
    }

    /** @throws Wrong with what to write instead */
    private static Optional<Batches> declared(Script script) {
        return Header.of(script.text()).backfill().map(line -> read(line, script));
    }

    private static Batches read(Header.Line line, Script script) {
        Matcher said = DECLARED.matcher(line.said());
        if (!said.matches()) {
            throw new Wrong("it does not name the key: write backfill table.key");
        }
        int size = USUAL;
        boolean repeat = false;
        for (String word : said.group(3).strip().split("\\s+")) {
            Matcher number = SIZE.matcher(word);
            if (number.matches()) {
                size = Integer.parseInt(number.group(1));
            } else if (word.equals("repeat")) {
                repeat = true;
            } else if (!word.isEmpty()) {
                throw new Wrong("\"" + word + "\" is not known: batch=" + USUAL + " and repeat are");
            }
        }
        if (size < 1 || size > LARGEST) {
            throw new Wrong("batch=" + size + " is not between 1 and " + LARGEST);
        }
        List<Statement> statements = script.statements();
        if (statements.size() != 1) {
            throw new Wrong(
                    "the file has " + statements.size() + " statements: write one, and the others into other files");
        }
        String key = Name.of(said.group(2)).name();
        Ranged ranged = Ranged.of(statements.getFirst(), Name.of(said.group(1)), key);
        if (repeat && ranged.inserts() && !ranged.tellsTwice()) {
            throw new Wrong("to repeat an INSERT makes its rows twice: give it ON CONFLICT … DO NOTHING or DO UPDATE");
        }
        return new Batches(ranged, key, size, repeat, line.number());
    }

    /** How it runs, in words. */
    public String told() {
        return "in ranges of " + size + " keys of " + ranged.table() + "." + column
                + (repeat ? ", and once more when the release before has ended" : "");
    }

    /** The key, quoted. */
    public String key() {
        return "\"" + column.replace("\"", "\"\"") + "\"";
    }

    /** The table, as the file writes it. */
    public String table() {
        return ranged.table();
    }

    /**
     * The statement for the keys above one and up to another.
     *
     * @param above the last key of the range before, as SQL; null where this is the first
     * @param upTo as SQL
     */
    public String over(@Nullable String above, String upTo) {
        String key = ranged.table() + "." + key();
        return ranged.where((above == null ? "" : key + " > " + above + " AND ") + key + " <= " + upTo);
    }

    /** As it is tried where no row is: for no key at all. */
    Statement tried(Statement whole) {
        return new Statement(over("NULL", "NULL"), whole.offset(), whole.tokens(), whole.changes(), whole.flaw());
    }
}
