package dev.towline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.desired.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What production has sent, one statement a line, as {@code pg_stat_statements} keeps it: without values. */
final class TrafficFile {
    /** How to make one. */
    static final String EXPORT = "psql -qtAX -c \"SELECT json_build_object('query', query, 'calls', calls) FROM pg_stat_statements"
            + " WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND userid = 'ROLE'::regrole\" DATABASE > statements.jsonl";
    private static final String HIDDEN = "<insufficient privilege>";
    private static final int MOST = 5;

    private TrafficFile() {}

    /** Calls by statement, in the order of the file. */
    static Map<String, Long> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw Common.Invalid.of("--traffic", file + " cannot be read: " + reason(e), "write it by " + EXPORT);
        }
        Map<String, Long> sent = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        int hidden = 0;
        for (int i = 0; i < lines.size() && problems.size() < MOST; i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            JsonNode line = object(lines.get(i));
            if (!line.path("query").isTextual() || !line.path("calls").canConvertToLong()
                    || line.path("calls").asLong() < 0) {
                problems.add(new Problem(file.toString(), i + 1, 1,
                        "this is no {\"query\": \"SELECT …\", \"calls\": 7} on a line of its own",
                        "write the file by " + EXPORT));
            } else if (line.get("query").asText().equals(HIDDEN)) {
                hidden++;
            } else {
                sent.merge(line.get("query").asText(), line.get("calls").asLong(), Long::sum);
            }
        }
        if (problems.isEmpty() && sent.isEmpty()) {
            problems.add(new Problem(file.toString(), 0, 0,
                    hidden > 0
                            ? "the texts of all " + hidden + " statements are hidden from who exported them"
                            : "there is no statement in it",
                    hidden > 0
                            ? "export as the application's own role, or as one with pg_read_all_stats"
                            : "write it by " + EXPORT));
        }
        if (!problems.isEmpty()) {
            throw new Common.Invalid(problems);
        }
        return sent;
    }

    private static JsonNode object(String line) {
        try {
            return Out.tree(line);
        } catch (JsonProcessingException e) {
            return Out.JSON.missingNode();
        } catch (IOException e) {
            throw new IllegalStateException("a text is read without a disk", e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException missing -> "there is no such file";
            case java.nio.charset.CharacterCodingException coding -> "it is not UTF-8";
            default -> String.valueOf(e.getMessage());
        };
    }
}
