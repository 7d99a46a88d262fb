package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Catalogue;
import dev.towline.migrate.rule.Rule;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.sql.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the deploy's own judge found in a project, beside what the rules found in its files.
 *
 * @param pending paths of the migrations that it was about; only these are reported
 */
public record Judgement(Set<String> pending, List<Found> findings) {
    /** What a rule says of one statement, the judge says of the very field. */
    private static final String REFUSED = "shadow-refused";

    /** One thing, in words of the judge's own. */
    public record Found(SourceFile file, int line, String rule, boolean blocks, String statement, String why,
            String remedy) {
        Located located() {
            Rule known = Catalogue.rule(Catalogue.has(rule) ? rule : REFUSED);
            Severity severity = blocks ? Severity.BLOCK : Severity.WARN;
            return new Located(known, severity, new Place(Math.max(1, line), 1), statement, why, remedy);
        }
    }

    public Judgement {
        pending = Set.copyOf(pending);
        findings = List.copyOf(findings);
    }

    /** The rules' reports on what is pending, and what was found besides. */
    public List<FileReport> with(List<FileReport> reports, List<RuleOverride> overrides) {
        Map<String, FileReport> all = new LinkedHashMap<>();
        reports.stream().filter(report -> pending.contains(report.file().path()))
                .forEach(report -> all.merge(report.file().path(), report, Judgement::both));
        for (Found found : findings) {
            FileReport there = all.getOrDefault(found.file().path(), new FileReport(found.file(), List.of()));
            all.put(found.file().path(), new FileReport(there.file(), and(there.findings(), found, overrides)));
        }
        return List.copyOf(all.values());
    }

    /** A migration that runs on several databases. */
    private static FileReport both(FileReport one, FileReport other) {
        List<Located> findings = new ArrayList<>(one.findings());
        other.findings().stream().filter(f -> !findings.contains(f)).forEach(findings::add);
        return new FileReport(one.file(), findings);
    }

    private static List<Located> and(List<Located> there, Found found, List<RuleOverride> overrides) {
        Located located = found.located();
        if (located.rule().id().equals("out-of-order")) {
            for (RuleOverride override : overrides) {
                located = override.applied(located, found.file());
            }
        }
        List<Located> result = new ArrayList<>();
        boolean told = false;
        for (Located other : there) {
            boolean same = told(other, located);
            told |= same;
            result.add(same ? other.advising(located.remedy()) : other);
        }
        if (!told) {
            result.add(located);
        }
        return result;
    }

    /** Whether a rule has blocked what the judge refuses: the same statement, or the same failure. */
    private static boolean told(Located other, Located found) {
        if (other.severity() != found.severity() || found.severity() != Severity.BLOCK) {
            return other.equals(found);
        }
        boolean line = other.place().line() == found.place().line();
        boolean rule = other.rule().equals(found.rule());
        return switch (found.rule().id()) {
            case REFUSED -> line;
            case "shadow-failed" -> rule;
            case "structure", "traffic" -> false;
            default -> line && rule;
        };
    }
}
