package dev.towline.render.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code str.split} and its kin. */
public final class Splitting {
    private Splitting() {}

    /** @param arguments {@code sep} and {@code maxsplit} */
    public static List<Object> split(String text, Bound arguments) {
        long max = arguments.integer("maxsplit", -1);
        long left = max < 0 ? Long.MAX_VALUE : max;
        return arguments.has("sep") ? bySeparator(text, separator(arguments), left) : byWhite(text, left);
    }

    private static String separator(Bound arguments) {
        String separator = arguments.text("sep");
        if (separator.isEmpty()) {
            throw new PyError("empty separator");
        }
        return separator;
    }

    private static List<Object> bySeparator(String text, String separator, long max) {
        List<Object> parts = new ArrayList<>();
        int at = 0;
        Search search = Search.of(separator);
        for (int found = search.in(text, 0); found >= 0 && parts.size() < max; found = search.in(text, at)) {
            Work.item();
            parts.add(text.substring(at, found));
            at = found + separator.length();
            Limits.items(parts.size());
        }
        parts.add(text.substring(at));
        return parts;
    }

    private static List<Object> byWhite(String text, long max) {
        List<Object> parts = new ArrayList<>();
        String rest = Characters.stripLeft(text);
        int at = 0;
        while (at < rest.length() && parts.size() < max) {
            int end = at;
            while (end < rest.length() && !Characters.isSpace(rest.charAt(end))) {
                end++;
            }
            Work.item();
            parts.add(rest.substring(at, end));
            at = end;
            while (at < rest.length() && Characters.isSpace(rest.charAt(at))) {
                at++;
            }
            Limits.items(parts.size());
        }
        if (at < rest.length()) {
            parts.add(Characters.stripRight(rest.substring(at)));
        }
        return parts;
    }

    static List<Object> splitRight(String text, Bound arguments) {
        if (!arguments.has("maxsplit") || arguments.integer("maxsplit") < 0) {
            return split(text, arguments);
        }
        if (!arguments.has("sep")) {
            throw new PyError("rsplit by white space with a limit is not supported here", "give the separator");
        }
        String separator = separator(arguments);
        long max = arguments.integer("maxsplit");
        List<Object> parts = new ArrayList<>();
        int end = text.length();
        for (int found = text.lastIndexOf(separator); found >= 0 && parts.size() < max;) {
            parts.add(text.substring(found + separator.length(), end));
            end = found;
            found = found - separator.length() < 0 ? -1 : text.lastIndexOf(separator, found - separator.length());
        }
        parts.add(text.substring(0, end));
        Collections.reverse(parts);
        return parts;
    }

    static Tuple partition(String text, String separator, boolean last) {
        if (separator.isEmpty()) {
            throw new PyError("empty separator");
        }
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
        }
        return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }
}
