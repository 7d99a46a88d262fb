package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Catalogue;
import dev.towline.migrate.rule.Rule;
import dev.towline.migrate.rule.Severity;

/**
 * A person's word that one rule may be broken by one migration as it is; void after any edit of the file.
 *
 * @param migration the file's name or the end of its path; for Django also app.name
 * @param sha256 of the file that was looked at
 */
public record RuleOverride(String rule, String migration, String sha256, String reason) {
    public RuleOverride {
        if (!Catalogue.has(rule)) {
            throw new IllegalArgumentException(
                    "there is no rule \"" + rule + "\"; docs/reference/migration-rules.md lists them");
        }
        if (migration.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException("an override names a migration and a reason");
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "sha256 is what sha256sum prints for the file: 64 hexadecimal digits, not \"" + sha256 + "\"");
        }
    }

    /** Whether it is about this file, edited or not. */
    public boolean about(SourceFile file) {
        String django = file.path().replaceFirst("(.*/)?([^/]+)/migrations/([^/]+)\\.py$", "$2.$3");
        return file.path().equals(migration) || file.path().endsWith("/" + migration) || django.equals(migration);
    }

    /** Whether it lets what breaks that rule pass. */
    public boolean covers(Rule broken, SourceFile file) {
        return broken.id().equals(rule) && about(file) && sha256.equals(file.sha256());
    }

    /** The finding as it is after this word. */
    Located applied(Located finding, SourceFile file) {
        if (!finding.rule().id().equals(rule) || !about(file)) {
            return finding;
        }
        return sha256.equals(file.sha256())
                ? finding.as(Severity.WARN).saying("overridden: " + reason)
                : finding.saying(
                        "the override for it is void, because the file was edited: its sha256 is " + file.sha256());
    }
}
