package dev.towline.migrate.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a command has found, in the shape in which every engine answers. */
final class Answers {
    private final Map<String, @Nullable Object> lists = new LinkedHashMap<>();

    Answers list(String name, List<?> entries) {
        lists.put(name, List.copyOf(entries));
        return this;
    }

    Answers one(String name, Object value) {
        lists.put(name, value);
        return this;
    }

    Map<String, @Nullable Object> ended(Task task, String command) {
        return whole(task, command, Map.of(task.database(), lists), null,
                nothing("refusals") && nothing("problems") && nothing("blocked") && wells());
    }

    private boolean wells() {
        return !(lists.get("findings") instanceof List<?> found)
                || found.stream().allMatch(one -> one instanceof Told told && told.well());
    }

    private boolean nothing(String list) {
        return !(lists.get(list) instanceof List<?> found) || found.isEmpty();
    }

    static Map<String, @Nullable Object> failed(Task task, String command, Failure failure) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("code", failure.code().word());
        error.put("message", String.valueOf(failure.getMessage()));
        error.put("blockers", failure.blockers());
        return whole(task, command, Map.of(), error, false);
    }

    private static Map<String, @Nullable Object> whole(Task task, String command, Map<String, ?> databases,
            @Nullable Object error, boolean ok) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("command", command);
        answer.put("ok", ok);
        answer.put("release", task.release());
        answer.put("error", error);
        answer.put("databases", databases);
        return answer;
    }

    static List<Map<String, @Nullable Object>> refusals(List<Refusal> refusals) {
        return refusals.stream().map(r -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("file", r.file());
            json.put("line", r.line() == 0 ? null : r.line());
            json.put("describe", "refused");
            json.put("statement", r.statement());
            json.put("rule", r.rule());
            json.put("why", r.why());
            json.put("remedy", r.remedy());
            json.put("final", r.last());
            json.put("override", r.sha256().isEmpty()
                    ? null
                    : Map.of("rule", r.rule(), "migration", r.file().substring(r.file().lastIndexOf('/') + 1), "sha256",
                            r.sha256()));
            return json;
        }).toList();
    }

    static List<Map<String, @Nullable Object>> problems(Task task, List<Row> taken) {
        return taken.stream().map(row -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("state", task.release());
            json.put("table", row.name());
            json.put("why", Standing.problem(row));
            return json;
        }).toList();
    }

    /** What waits, as it stands in the ledger. */
    static List<Map<String, @Nullable Object>> waiting(Map<String, Row> ledger) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (Row row : new TreeMap<>(ledger).values()) {
            if (row.waits()) {
                Map<String, @Nullable Object> json = new LinkedHashMap<>();
                json.put("sql", row.takes().isEmpty() ? row.name() : String.join(" ", row.takes().lines().toList()));
                json.put("migration", row.name());
                json.put("release", row.release());
                json.put("error", row.error().isEmpty() ? null : row.error());
                all.add(json);
            }
        }
        return all;
    }

    static List<Map<String, String>> repeated(List<String> files) {
        return files.stream().map(name -> Map.of("migration", name)).toList();
    }

    static Map<String, String> blocked(String sql, String why, String remedy) {
        return Map.of("sql", sql, "why", why, "remedy", remedy);
    }
}
