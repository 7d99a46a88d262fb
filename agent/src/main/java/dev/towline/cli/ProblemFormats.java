package dev.towline.cli;

import dev.towline.desired.Problem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code validate} found, for the programs of a forge. */
final class ProblemFormats {
    private static final String RULE = "config";

    private ProblemFormats() {}

    /** Workflow commands of GitHub Actions, which mark the lines of a pull request. */
    static List<String> github(Path folder, List<Problem> problems) {
        return problems.stream().map(problem -> "::error file=" + LintFormats.property(path(folder, problem))
                + (problem.line() > 0 ? ",line=" + problem.line() : "")
                + (problem.column() > 0 ? ",col=" + problem.column() : "")
                + "::" + LintFormats.message(words(problem))).toList();
    }

    /** SARIF 2.1.0; a problem of a whole file has no region. */
    static Map<String, Object> sarif(Path folder, List<Problem> problems) {
        List<Map<String, Object>> results = problems.stream().map(problem -> Map.of("ruleId", RULE, "level", "error",
                "message", Map.of("text", words(problem)), "locations",
                List.of(Map.of("physicalLocation", place(folder, problem))))).toList();
        Map<String, Object> driver = Map.of("name", "towline validate", "version", Version.text(), "rules",
                List.of(Map.of("id", RULE, "shortDescription",
                        Map.of("text", "The config repo says something that is not valid"))));
        Map<String, Object> sarif = new LinkedHashMap<>();
        sarif.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        sarif.put("version", "2.1.0");
        sarif.put("runs", List
                .of(Map.of("tool", Map.of("driver", driver), "columnKind", "unicodeCodePoints", "results", results)));
        return sarif;
    }

    private static Map<String, Object> place(Path folder, Problem problem) {
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("artifactLocation", Map.of("uri", LintFormats.uri(path(folder, problem))));
        if (problem.line() > 0) {
            Map<String, Object> region = new LinkedHashMap<>();
            region.put("startLine", problem.line());
            if (problem.column() > 0) {
                region.put("startColumn", problem.column());
            }
            place.put("region", region);
        }
        return place;
    }

    /** From the folder that the command was typed in, which in CI is the repository's own. */
    private static String path(Path folder, Problem problem) {
        return folder.resolve(problem.file()).normalize().toString();
    }

    private static String words(Problem problem) {
        return problem.message() + (problem.remedy().isEmpty() ? "" : "; " + problem.remedy());
    }
}
