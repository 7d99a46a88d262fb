package dev.towline.history;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** How much output a deployment keeps: the first half and the last, because causes stand at the start and errors at the end. */
public final class OutputLimit {
    /** Bytes of the beginning, and as many of the end; a little below half a MiB, so that the note on what was left out fits. */
    public static final int HALF = 512 * 1024 - 128;

    /** Characters of one line; a longer one (a progress bar, a minified file) loses its middle. */
    public static final int LINE = 8 * 1024;

    private static final Pattern TERMINAL_SEQUENCE = Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]");

    private OutputLimit() {}

    /** The line with its newline, cut where it is too long, without what would steer the terminal of who reads it. */
    public static String line(String line) {
        String plain = plain(line);
        int half = LINE / 2;
        String cut = plain.length() <= LINE
                ? plain
                : plain.substring(0, half) + " [" + (plain.length() - 2 * half) + " characters left out] "
                        + plain.substring(plain.length() - half);
        return cut + "\n";
    }

    private static String plain(String line) {
        if (line.chars().noneMatch(OutputLimit::steers)) {
            return line;
        }
        StringBuilder plain = new StringBuilder(line.length());
        TERMINAL_SEQUENCE.matcher(line).replaceAll("").chars().map(c -> steers(c) ? ' ' : c)
                .forEach(c -> plain.append((char) c));
        return plain.toString();
    }

    private static boolean steers(int c) {
        return Character.isISOControl(c) && c != '\t';
    }

    public static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Stands between the beginning and the end. */
    public static String gap(long lostBytes) {
        return lostBytes == 0 ? "" : "[" + lostBytes + " bytes of output left out here]\n";
    }
}
