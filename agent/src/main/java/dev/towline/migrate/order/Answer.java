package dev.towline.migrate.order;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a command of an engine wrote; its shapes are in the README of towline_django. */
public record Answer(JsonNode json) {
    /** Who is asked, by the key of what they say. */
    private static final Map<String, String> SIDES = sides();
    /** What could not be done for a reason that passes: a lock, a server that is away. */
    private static final List<String> PASSING = List.of("lock-timeout", "locked-out", "database", "disagreement");

    private static Map<String, String> sides() {
        Map<String, String> sides = new LinkedHashMap<>();
        sides.put("ledger", "the ledger");
        sides.put("django", "django_migrations");
        sides.put("files", "the files");
        sides.put("catalog", "the catalog");
        return sides;
    }

    public boolean ok() {
        return json.path("ok").asBoolean();
    }

    /** Whether waiting helps, so that the revision is not to blame. */
    public boolean passing() {
        return PASSING.contains(json.path("error").path("code").asText());
    }

    /** Whether a person's word lets it out in maintenance. */
    public boolean approvable() {
        return WaysOut.of(json).approvable();
    }

    /** Elements of a list, over all databases. */
    public <T> List<T> each(String list, Function<JsonNode, T> of) {
        List<T> all = new ArrayList<>();
        json.path("databases").forEach(database -> database.path(list).forEach(one -> all.add(of.apply(one))));
        return all;
    }

    /** A line for each element of a list; where there are several databases it begins with the alias of its own. */
    public List<String> lines(String list, Function<JsonNode, String> of) {
        List<String> all = new ArrayList<>();
        JsonNode databases = json.path("databases");
        databases.fields().forEachRemaining(database -> database.getValue().path(list).forEach(
                one -> all.add((databases.size() > 1 ? database.getKey() + ": " : "") + of.apply(one))));
        return all;
    }

    /** Whether it ended early: then not every database has been told of. */
    public boolean cut() {
        return json.path("error").isObject();
    }

    public boolean any(String list) {
        return !each(list, one -> one).isEmpty();
    }

    /** Migration file, statement, reason and remedy of all that was refused; otherwise the error. */
    public String why() {
        List<String> lines = new ArrayList<>(lines("refusals", Answer::refusal));
        lines.addAll(lines("problems", Answer::problem));
        lines.addAll(lines("disagreements", d -> d.path("what").asText() + ": " + sides(d)
                + (d.path("remedy").isTextual() ? "; " + d.path("remedy").asText() : "")));
        JsonNode error = json.path("error");
        if (lines.isEmpty() && error.path("refusal").isObject()) {
            lines.add(refusal(error.path("refusal")));
        }
        if (lines.isEmpty()) {
            String database = error.path("database").asText("");
            lines.add((database.isEmpty() || database.equals("default") ? "" : database + ": ")
                    + error.path("message").asText("it did not say why"));
            error.path("blockers").forEach(b -> lines.add("held by pid " + b.path("pid").asText() + " of "
                    + b.path("user").asText() + " since " + b.path("seconds").asText() + " s: "
                    + b.path("query").asText()));
        }
        lines.addAll(WaysOut.of(json).lines());
        String why = String.join("\n", lines);
        return disagrees() && !why.contains("towline doctor")
                ? why + "\n'towline doctor' shows what ledger, catalog and the release that runs say"
                : why;
    }

    /** Whether it stopped because what ran, what is written and what is there are no one history. */
    private boolean disagrees() {
        return any("disagreements") || each("refusals", r -> r.path("rule").asText()).contains("out-of-order");
    }

    /** What each side says that was asked. */
    private static String sides(JsonNode told) {
        List<String> sides = new ArrayList<>();
        SIDES.forEach((key, who) -> {
            String says = told.path(key).asText("");
            if (!says.isEmpty() && !says.equals("not asked")) {
                sides.add(who + ": " + says);
            }
        });
        return String.join("; ", sides);
    }

    /** What the command {@code doctor} has found, and what else it has seen. */
    public List<Explanation> explained() {
        List<Explanation> all = new ArrayList<>();
        JsonNode databases = json.path("databases");
        databases.fields().forEachRemaining(database -> database.getValue().path("findings")
                .forEach(one -> all.add(new Explanation(
                        (databases.size() > 1 ? database.getKey() + ": " : "") + one.path("what").asText(),
                        one.path("well").asBoolean(), sides(one), one.path("remedy").asText("")))));
        String agree = all.stream().allMatch(Explanation::well) ? "ledger, record, files and catalog agree; " : "";
        if (cut()) {
            all.add(new Explanation("migrations", false, why(), ""));
        }
        lines("notes", JsonNode::asText)
                .forEach(note -> all.add(new Explanation("migrations", true, agree + note, "")));
        return List.copyOf(all);
    }

    private static String refusal(JsonNode r) {
        String place = r.path("file").asText(r.path("migration").asText())
                + (r.path("line").isNumber() ? ":" + r.path("line").asText() : "");
        String statement = r.path("statement").asText("");
        String rule = r.path("rule").asText("");
        return place + ": " + r.path("describe").asText() + (rule.isEmpty() ? "" : " [" + rule + "]")
                + (statement.isEmpty() ? "" : " (" + statement + ")") + ": "
                + r.path("why").asText() + "; " + r.path("remedy").asText();
    }

    private static String problem(JsonNode p) {
        return "release " + p.path("state").asText() + " would not work with " + p.path("table").asText()
                + (p.path("column").isTextual() ? "." + p.path("column").asText() : "")
                + (p.path("rule").isTextual() ? " [" + p.path("rule").asText() + "]: " : ": ") + p.path("why").asText();
    }

    /** What waits for the contract, a line each. */
    public List<String> waiting() {
        return lines("waiting", w -> w.path("sql").asText() + " (" + w.path("migration").asText() + ", since release "
                + w.path("release").asText()
                + (w.path("error").isTextual() ? "; " + w.path("error").asText() : "") + ")");
    }

    /** What the traffic witness says of itself, a line for each database that was asked for it. */
    public List<String> traffic() {
        List<String> all = new ArrayList<>();
        JsonNode databases = json.path("databases");
        databases.fields().forEachRemaining(database -> {
            JsonNode traffic = database.getValue().path("traffic");
            if (traffic.isObject()) {
                all.add((databases.size() > 1 ? database.getKey() + ": " : "") + "traffic: " + tried(traffic));
            }
        });
        return all;
    }

    private static String tried(JsonNode traffic) {
        String why = traffic.path("why").asText("it did not say why");
        String tried = traffic.path("statements").asText("0")
                + " statements that the running code has sent were tried before and after";
        return switch (traffic.path("state").asText()) {
            case "checked" -> tried;
            case "young" -> tried + "; that may not be all, since " + why + ": the other witnesses decide";
            default -> "none is asked, since " + why + ": the other witnesses decide";
        };
    }
}
