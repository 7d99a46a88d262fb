package dev.towline.render;

import java.util.ArrayList;
import java.util.List;

/** What stands between the delimiters of a template: expressions and statements. */
final class Delimited {
    private Delimited() {}

    /** Whether the word stands in one of them. */
    static boolean mentions(String text, String word) {
        return blocks(text).stream().anyMatch(block -> block.contains(word));
    }

    /** Each of them; one that does not end reaches to the end of the text. */
    static List<String> blocks(String text) {
        List<String> blocks = new ArrayList<>();
        int begin = next(text, 0);
        while (begin >= 0) {
            int end = text.indexOf(text.charAt(begin + 1) == '%' ? "%}" : "}}", begin + 2);
            int stop = end < 0 ? text.length() : end;
            blocks.add(text.substring(begin + 2, stop));
            begin = next(text, stop);
        }
        return blocks;
    }

    private static int next(String text, int from) {
        int expression = text.indexOf("{{", from);
        int statement = text.indexOf("{%", from);
        return expression < 0 ? statement : statement < 0 ? expression : Math.min(expression, statement);
    }
}
