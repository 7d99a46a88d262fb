package dev.towline.render.value;

import java.util.List;
import java.util.Locale;

/** What Python's strings can do to themselves. */
public final class Text {
    private Text() {}

    public static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    public static String capitalize(String text) {
        return text.isEmpty() ? text : titled(text.substring(0, first(text))) + lower(text.substring(first(text)));
    }

    private static int first(String text) {
        return text.offsetByCodePoints(0, 1);
    }

    private static String titled(String character) {
        int c = character.codePointAt(0);
        return Character.toTitleCase(c) == c ? upper(character) : Character.toString(Character.toTitleCase(c));
    }

    static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            String character = Character.toString(c);
            out.append(inWord ? lower(character) : titled(character));
            inWord = Character.isLetter(c)
                    && (Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c));
        }
        return out.toString();
    }

    static String swapCase(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            String character = Character.toString(c);
            out.append(Character.isUpperCase(c) ? lower(character) : upper(character));
        });
        return out.toString();
    }

    public static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase)
                && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    public static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase)
                && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    /** The text, where it is ASCII; otherwise refused. */
    static String ascii(String text, String what) {
        if (!text.chars().allMatch(c -> c < 128)) {
            throw new PyError(what + " of text beyond ASCII is not supported here");
        }
        return text;
    }

    static String strip(String text, Bound arguments, boolean left, boolean right) {
        return strip(text, arguments.has("chars") ? arguments.text("chars") : "", !arguments.has("chars"), left, right);
    }

    public static String strip(String text, String chars, boolean white, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        Work.spend(chars.length());
        while (left && start < end && strips(text.charAt(start), chars, white)) {
            start++;
        }
        while (right && end > start && strips(text.charAt(end - 1), chars, white)) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean strips(char c, String chars, boolean white) {
        Work.spend(chars.length() / 8);
        return white ? Characters.isSpace(c) : chars.indexOf(c) >= 0;
    }

    /** @param count how many at most; below 0 all */
    public static String replace(String text, String old, String with, long count) {
        if (old.isEmpty()) {
            return replaceEmpty(text, with, count);
        }
        long left = count < 0 ? Long.MAX_VALUE : count;
        StringBuilder out = new StringBuilder();
        Search search = Search.of(old);
        int at = 0;
        for (int found = search.in(text, 0); found >= 0 && left > 0; found = search.in(text, at)) {
            Limits.text((long) out.length() + found - at + with.length());
            Work.spend(with.length());
            out.append(text, at, found).append(with);
            at = found + old.length();
            left--;
        }
        return out.append(text, at, text.length()).toString();
    }

    private static String replaceEmpty(String text, String with, long count) {
        long left = count < 0 ? Long.MAX_VALUE : count;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            boolean insidePair = i > 0 && i < text.length()
                    && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i));
            if (!insidePair && left-- > 0) {
                Limits.text((long) out.length() + with.length());
                Work.spend(with.length());
                out.append(with);
            }
            if (i < text.length()) {
                out.append(text.charAt(i));
            }
            Limits.text(out.length());
        }
        return out.toString();
    }

    static long count(String text, String part) {
        if (part.isEmpty()) {
            return Characters.length(text) + 1L;
        }
        long count = 0;
        Search search = Search.of(part);
        for (int at = search.in(text, 0); at >= 0; at = search.in(text, at + part.length())) {
            count++;
        }
        return count;
    }

    static String join(String separator, List<Object> parts) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof String)) {
                Undefined.require(parts.get(i));
                throw new PyError("join wants strings, item " + i + " is " + Types.name(parts.get(i)),
                        "use the join filter, or map('string') first");
            }
            String part = (String) parts.get(i);
            Limits.text((long) out.length() + separator.length() + part.length());
            Work.spend(separator.length() + part.length());
            out.append(i > 0 ? separator : "").append(part);
        }
        return out.toString();
    }

    public static String center(String text, long width, char fill) {
        long pad = Limits.text(Math.max(width, 0)) - Characters.length(text);
        if (pad <= 0) {
            return text;
        }
        long left = pad / 2 + (pad & width & 1);
        return String.valueOf(fill).repeat((int) left) + text + String.valueOf(fill).repeat((int) (pad - left));
    }

    static String pad(String text, long width, char fill, boolean before) {
        int pad = Math.max(0, Limits.text(Math.max(width, 0)) - Characters.length(text));
        String filling = String.valueOf(fill).repeat(pad);
        return before ? filling + text : text + filling;
    }

    /** The first characters, counted as Python counts them. */
    public static String head(String text, int length) {
        return length >= text.length() || length >= Characters.length(text)
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length));
    }

    static String zeroFill(String text, long width) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String rest = signed ? text.substring(1) : text;
        return (signed ? text.substring(0, 1) : "") + pad(rest, width - (signed ? 1 : 0), '0', true);
    }
}
