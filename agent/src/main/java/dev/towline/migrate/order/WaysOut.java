package dev.towline.migrate.order;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a person can say against the refusals of an answer, as YAML to paste. */
final class WaysOut {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]*");
    private final Set<String> overrides = new LinkedHashSet<>();
    private final Set<String> permits = new LinkedHashSet<>();
    private boolean approvable;
    /** Something is among it that maintenance does not make run either. */
    private boolean closed;

    private WaysOut() {}

    static WaysOut of(JsonNode answer) {
        WaysOut ways = new WaysOut();
        answer.path("databases").forEach(database -> {
            database.path("refusals").forEach(refusal -> ways.refused(refusal));
            database.path("problems").forEach(problem -> ways.found(problem, problem.path("approve").asBoolean()));
            database.path("disagreements").forEach(one -> ways.found(one, false));
        });
        // The deployment has begun: it is not refused any more, so nobody can approve it.
        ways.found(answer.path("error").path("refusal"), false);
        ways.found(answer.path("error").path("disagreement"), false);
        return ways;
    }

    private void refused(JsonNode refusal) {
        closed |= refusal.path("final").asBoolean();
        found(refusal, true);
    }

    private void found(JsonNode one, boolean approve) {
        approvable |= approve;
        JsonNode override = one.path("override");
        if (override.isObject()) {
            overrides.add("{ rule: " + value(override, "rule") + ", migration: " + value(override, "migration")
                    + ", sha256: " + value(override, "sha256") + ", reason: say why }");
        }
        JsonNode permit = one.path("permit");
        if (permit.isObject()) {
            permits.add("{ migration: " + value(permit, "migration") + ", allow: [" + value(permit, "allow")
                    + "], reason: say why }");
        }
    }

    private static String value(JsonNode of, String key) {
        String text = of.path(key).asText();
        boolean quoted = !PLAIN.matcher(text).matches() || text.matches("[0-9.eE+_-]+");
        return quoted ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" : text;
    }

    /** Whether it may go out in maintenance. */
    boolean approvable() {
        return approvable && !closed;
    }

    /** Lines to put below what was refused; none where only another migration helps. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (overrides.isEmpty() && permits.isEmpty()) {
            return lines;
        }
        lines.add("If you know better, add this to site.yaml"
                + (overrides.isEmpty() ? ":" : "; any edit of a file makes its override void:"));
        lines.add("migrations:");
        list(lines, "overrides", overrides);
        list(lines, "permits", permits);
        return lines;
    }

    private static void list(List<String> lines, String key, Set<String> entries) {
        if (!entries.isEmpty()) {
            lines.add("  " + key + ":");
            entries.forEach(entry -> lines.add("    - " + entry));
        }
    }
}
