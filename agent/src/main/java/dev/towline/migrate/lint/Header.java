package dev.towline.migrate.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file says of itself in {@code -- towline: …} among the comments at its beginning.
 *
 * @param lines of it, in their order
 */
record Header(List<Line> lines) {
    private static final Pattern SAID = Pattern.compile("--[ \\t]*towline:[ \\t]*(.*?)[ \\t\\r]*");
    private static final String BACKFILL = "backfill";

    /**
     * One of them.
     *
     * @param number of the line in the file, from 1
     */
    record Line(String said, int number) {
        boolean is(String word) {
            return said.toLowerCase(Locale.ROOT).equals(word);
        }

        boolean backfill() {
            return said.toLowerCase(Locale.ROOT).split("\\s", 2)[0].equals(BACKFILL);
        }

        boolean known() {
            return is("contract") || is("expand") || backfill();
        }
    }

    Header {
        lines = List.copyOf(lines);
    }

    static Header of(String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String comment = line.replace("\uFEFF", "").strip();
            if (!comment.isEmpty() && !comment.startsWith("--")) {
                break;
            }
            Matcher said = SAID.matcher(comment);
            if (said.matches()) {
                lines.add(new Line(said.group(1), number));
            }
        }
        return new Header(lines);
    }

    boolean contract() {
        return lines.stream().anyMatch(line -> line.is("contract"));
    }

    boolean expand() {
        return lines.stream().anyMatch(line -> line.is("expand"));
    }

    /** A word that nobody knows. */
    Optional<Line> unknown() {
        return lines.stream().filter(line -> !line.known()).findFirst();
    }

    Optional<Line> backfill() {
        return lines.stream().filter(Line::backfill).findFirst();
    }
}
