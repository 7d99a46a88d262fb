package dev.towline.release;

import java.util.List;
import java.util.Map;

/** The end of an output, for a message; the whole is kept with the deployment. */
final class LastLines {
    private static final int LINES = 12;
    /** What a tool says in words that name no cause. {@code python -m gunicorn} works since gunicorn 20.1. */
    private static final Map<String, String> MEANS = Map.of("No module named gunicorn.__main__",
            "gunicorn is too old: 20.1 is the first that the component works with; raise it in the requirements");

    private LastLines() {}

    static String of(String output) {
        List<String> lines = output.lines().filter(l -> !l.isBlank()).toList();
        String end = String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        return MEANS.entrySet().stream().filter(sign -> output.contains(sign.getKey()))
                .map(sign -> sign.getValue() + "\n" + end).findFirst().orElse(end);
    }
}
