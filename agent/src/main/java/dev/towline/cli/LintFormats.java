package dev.towline.cli;

import dev.towline.migrate.lint.FileReport;
import dev.towline.migrate.lint.Located;
import dev.towline.migrate.rule.Catalogue;
import dev.towline.migrate.rule.Rule;
import dev.towline.migrate.rule.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What lint found, for programs. */
final class LintFormats {
    private LintFormats() {}

    /** The form that scripts rely on. */
    static Map<String, Object> json(List<FileReport> reports) {
        List<Map<String, Object>> files = new ArrayList<>();
        for (FileReport report : reports) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("path", report.file().path());
            file.put("class", report.verdict().word());
            file.put("findings", report.findings().stream().map(LintFormats::finding).toList());
            files.add(file);
        }
        return Map.of("files", files);
    }

    private static Map<String, Object> finding(Located finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rule", finding.rule().id());
        json.put("class", finding.verdict().word());
        json.put("severity", finding.severity().word());
        json.put("line", finding.place().line());
        json.put("column", finding.place().column());
        json.put("statement", finding.statement());
        json.put("why", finding.why());
        json.put("remedy", finding.remedy());
        return json;
    }

    /** SARIF 2.1.0, with the rules that fired. */
    static Map<String, Object> sarif(List<FileReport> reports) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (FileReport report : reports) {
            for (Located finding : report.findings()) {
                results.add(Map.of("ruleId", finding.rule().id(), "level", level(finding.severity()),
                        "message", Map.of("text", finding.why() + "\n" + finding.remedy()),
                        "locations",
                        List.of(Map.of("physicalLocation",
                                Map.of("artifactLocation", Map.of("uri", uri(report.file().path())),
                                        "region", Map.of("startLine", finding.place().line(), "startColumn",
                                                finding.place().column()))))));
            }
        }
        List<Map<String, Object>> rules = Catalogue.rules().stream()
                .filter(rule -> results.stream().anyMatch(r -> rule.id().equals(r.get("ruleId"))))
                .map(LintFormats::rule).toList();
        Map<String, Object> driver = Map.of("name", "towline lint", "version", Version.text(), "rules", rules);
        Map<String, Object> sarif = new LinkedHashMap<>();
        sarif.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        sarif.put("version", "2.1.0");
        sarif.put("runs", List
                .of(Map.of("tool", Map.of("driver", driver), "columnKind", "unicodeCodePoints", "results", results)));
        return sarif;
    }

    private static Map<String, Object> rule(Rule rule) {
        return Map.of("id", rule.id(), "shortDescription", Map.of("text", rule.what()), "fullDescription",
                Map.of("text", rule.why()),
                "help", Map.of("text", rule.advice()), "defaultConfiguration", Map.of("level", level(rule.severity())));
    }

    private static String level(Severity severity) {
        return severity == Severity.BLOCK ? "error" : "warning";
    }

    static String uri(String path) {
        return path.replace("%", "%25").replace(" ", "%20").replace("#", "%23").replace("?", "%3F");
    }

    /** Workflow commands of GitHub Actions. */
    static List<String> github(List<FileReport> reports) {
        List<String> lines = new ArrayList<>();
        for (FileReport report : reports) {
            for (Located finding : report.findings()) {
                lines.add("::" + level(finding.severity()) + " file=" + property(report.file().path()) + ",line="
                        + finding.place().line()
                        + ",col=" + finding.place().column() + ",title=" + property(finding.rule().id()) + "::"
                        + message(finding.statement() + "\n" + finding.why() + "\n" + finding.remedy()));
            }
        }
        return lines;
    }

    static String message(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    static String property(String text) {
        return message(text).replace(":", "%3A").replace(",", "%2C");
    }
}
