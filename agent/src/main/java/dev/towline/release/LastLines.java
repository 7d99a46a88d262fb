package dev.towline.release;

import java.util.List;

/** The end of an output, for a message; the whole is kept with the deployment. */
final class LastLines {
    private static final int LINES = 12;

    private LastLines() {}

    static String of(String output) {
        List<String> lines = output.lines().filter(l -> !l.isBlank()).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}
