package dev.towline.render.filter;

import dev.towline.render.value.Work;
import dev.towline.render.value.Bound;
import dev.towline.render.value.Characters;
import dev.towline.render.value.Limits;
import dev.towline.render.value.PyError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code textwrap}, as Jinja's wordwrap uses it. */
final class WordWrap {
    private static final String WS = "[\\t\\n\\x0b\\x0c\\r ]";
    private static final String NWS = "[^\\t\\n\\x0b\\x0c\\r ]";
    private static final String WP = "[\\p{L}\\p{N}_!\"'&.,?]";
    private static final String LT = "[\\p{L}_]";
    private static final String W = "[\\p{L}\\p{N}_]";
    private static final Pattern CHUNK = Pattern
            .compile("(?:" + WS + "+|(?<=" + WP + ")-{2,}(?=" + W + ")|" + NWS + "+?(?:-(?:(?<=" + LT
                    + "{2}-)|(?<=" + LT + "-" + WP + "-))(?=" + LT + "-?" + LT + ")|(?=" + WS + "|\\z)|(?<=" + WP
                    + ")(?=-{2,}" + W + ")))");
    private static final Pattern SIMPLE = Pattern.compile(WS + "+|" + NWS + "+");

    private WordWrap() {}

    static Object wrap(Object value, Bound arguments) {
        long width = arguments.integer("width", 79);
        if (width <= 0) {
            throw new PyError("wordwrap: the width must be greater than 0");
        }
        if (TextFilters.text(value).chars().anyMatch(c -> Character.isSurrogate((char) c))) {
            throw new PyError("wordwrap of emoji and the like is not supported here");
        }
        Pattern chunk = arguments.flag("break_on_hyphens", true) ? CHUNK : SIMPLE;
        String newline = arguments.text("wrapstring", "\n");
        List<String> lines = new ArrayList<>();
        for (String line : Characters.lines(TextFilters.text(value), false)) {
            lines.add(String.join(newline, line(line, Limits.text(Math.min(width, Limits.TEXT)), chunk,
                    arguments.flag("break_long_words", true), chunk == CHUNK)));
        }
        return String.join(newline, lines);
    }

    private static boolean blank(@Nullable String chunk) {
        return chunk != null && Characters.strip(chunk).isEmpty();
    }

    private static List<String> line(String text, int width, Pattern pattern, boolean breakLong, boolean hyphens) {
        Deque<String> chunks = new ArrayDeque<>();
        Matcher matcher = pattern.matcher(text);
        Work.spend(text.length() * 4L);
        while (matcher.find()) {
            Work.item();
            chunks.add(matcher.group());
        }
        List<String> lines = new ArrayList<>();
        while (!chunks.isEmpty()) {
            List<String> current = new ArrayList<>();
            int length = 0;
            if (blank(chunks.peek()) && !lines.isEmpty()) {
                chunks.poll();
            }
            while (!chunks.isEmpty() && length + chunks.peek().length() <= width) {
                length += chunks.peek().length();
                current.add(chunks.poll());
            }
            if (!chunks.isEmpty() && chunks.peek().length() > width) {
                longWord(chunks, current, width - length, breakLong, hyphens);
            }
            if (!current.isEmpty() && blank(current.getLast())) {
                current.removeLast();
            }
            if (!current.isEmpty()) {
                Work.item();
                lines.add(String.join("", current));
            }
        }
        return lines;
    }

    private static void longWord(Deque<String> chunks, List<String> current, int room, boolean breakLong,
            boolean hyphens) {
        if (breakLong) {
            String word = chunks.poll();
            int space = room;
            int end = space;
            int hyphen = word == null || !hyphens ? -1 : word.lastIndexOf('-', space - 1);
            if (word != null && word.length() > space && hyphen > 0
                    && word.substring(0, hyphen).chars().anyMatch(c -> c != '-')) {
                end = hyphen + 1;
            }
            if (word != null) {
                Work.spend(8L + word.length());
                current.add(word.substring(0, end));
                chunks.addFirst(word.substring(end));
            }
        } else if (current.isEmpty()) {
            current.add(chunks.remove());
        }
    }
}
