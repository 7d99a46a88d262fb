package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.rule.Verdict;
import java.util.Comparator;
import java.util.List;

/** A file and what was found in it, in the order of the text. */
public record FileReport(SourceFile file, List<Located> findings) {
    public FileReport {
        findings = findings.stream().sorted(Comparator.comparingInt((Located f) -> f.place().line())
                .thenComparingInt(f -> f.place().column())).toList();
    }

    /** The worst of its findings. */
    public Verdict verdict() {
        return Verdict.worst(findings.stream().map(Located::verdict).toList());
    }

    /** Whether a deploy would refuse it. */
    public boolean blocks() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.BLOCK);
    }
}
