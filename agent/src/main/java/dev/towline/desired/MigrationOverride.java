package dev.towline.desired;

/** A person's word that one rule may be broken by one migration as it is; void after any edit of its file. */
public record MigrationOverride(
        @Key(value = "The rule, as the refusal and docs/reference/migration-rules.md name it.", example = "rewrite-type") String rule,
        @Key(value = "The migration's file, or the end of its path; for Django also app.name.", example = "club/migrations/0004_tidy_slugs.py") String migration,
        @Key(value = "What sha256sum prints for the file.", example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") String sha256,
        @Key(value = "Why; for those who read it later.", example = "the table has ten rows") String reason) {
    public MigrationOverride {
        if (rule.isBlank() || migration.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException("an override names a rule, a migration and a reason");
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("'sha256' is what sha256sum prints for the file: 64 hexadecimal digits");
        }
    }
}
