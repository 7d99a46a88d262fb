package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.rule.Inquiry;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Digest;
import dev.towline.migrate.sql.Flaw;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Place;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Trait;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Answers, line by line, what a statement does to running code; a migration asks it about each before it sends it. */
@Command(name = "judge", hidden = true, mixinStandardHelpOptions = true, description = "Judge SQL: one JSON question a line in, one answer a line out.", footer = {
        "", "Example: towline judge < questions.jsonl, of lines such as {\"id\":1,\"sql\":\"DROP TABLE t\"}"})
final class JudgeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isBlank()) {
                    out.print(answer(line) + "\n");
                    out.flush();
                }
            }
        }
        return 0;
    }

    /** The answer to one question; a question that is none gets an error, and the next one is heard. */
    static String answer(String line) throws IOException {
        JsonNode question;
        try {
            question = Out.tree(line);
            if (!question.path("sql").isTextual()) {
                throw new IllegalArgumentException("a question has an \"sql\"");
            }
            Inquiry inquiry = inquiry(question);
            return Out.JSON.writeValueAsString(answer(question.get("id"), inquiry.answer()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException | IllegalArgumentException e) {
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("id", null);
            answer.put("error",
                    error(1, 1, "not a question: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
            answer.put("pieces", List.of());
            return Out.JSON.writeValueAsString(answer);
        }
    }

    private static Inquiry inquiry(JsonNode question) {
        List<String> made = new ArrayList<>();
        question.path("new").forEach(name -> made.add(name.asText()));
        Map<String, Long> sizes = new HashMap<>();
        question.path("sizes").properties().forEach(e -> sizes.put(e.getKey(), e.getValue().asLong()));
        String source = question.path("source").asText("file").toUpperCase(Locale.ROOT);
        return new Inquiry(question.get("sql").asText(), question.path("engine").asText("").equals("sqlite"),
                question.path("pg").asInt(15), made, sizes, Inquiry.Source.valueOf(source));
    }

    private static Map<String, @Nullable Object> answer(@Nullable JsonNode id, Inquiry.Answer found) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("error", found.script().statements().stream().filter(s -> s.flaw() != null).findFirst()
                .map(s -> error(found.script(), s)).orElse(null));
        answer.put("pieces", found.pieces().stream().map(piece -> piece(found.script(), piece)).toList());
        return answer;
    }

    private static Map<String, Object> error(Script script, Statement statement) {
        Flaw flaw = statement.flaw();
        if (flaw == null) {
            return error(1, 1, "");
        }
        Place place = Place.of(script.text(), flaw.offset());
        return error(place.line(), place.column(), flaw.message());
    }

    private static Map<String, Object> error(int line, int column, String message) {
        return Map.of("line", line, "column", column, "message", message);
    }

    private static Map<String, @Nullable Object> piece(Script script, Inquiry.Piece piece) {
        Change change = piece.judged().change();
        Finding worst = piece.judged().worst().orElse(null);
        Name table = change.table();
        Place place = Place.of(script.text(), change.offset());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("sql", change.sql());
        json.put("kind", change.kind().word());
        json.put("class", piece.judged().verdict().word());
        json.put("phase", piece.phase().word());
        json.put("severity", piece.severity().word());
        json.put("schema", table == null ? null : table.schema());
        json.put("table", table == null ? null : table.name());
        json.put("column", change.column());
        json.put("name", change.name());
        json.put("refers", change.refers() == null ? null : change.refers().toString());
        json.put("concurrently", change.has(Trait.CONCURRENTLY));
        json.put("digest", Digest.of(change.sql()));
        json.put("rule", worst == null ? null : worst.rule().id());
        json.put("why", worst == null ? null : worst.rule().why());
        json.put("remedy", worst == null ? null : worst.rule().advice());
        json.put("line", place.line());
        json.put("column_number", place.column());
        json.put("block", piece.block().stream().map(inside -> piece(script, inside)).toList());
        return json;
    }
}
