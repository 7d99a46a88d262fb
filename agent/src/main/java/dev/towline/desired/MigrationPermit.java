package dev.towline.desired;

import java.util.List;

/** What one Django migration may do besides, by a person's word. */
public record MigrationPermit(
        @Key(value = "The migration, as app.name.", example = "club.0004_tidy_slugs") String migration,
        @Key(value = "What it may do: run unguarded (its RunPython sends what it likes), be repeatable (its RunPython runs again once the old release has stopped), make its UNIQUE before the old release stops, or differ from what was applied.", example = "[repeatable]") List<Permission> allow,
        @Key(value = "Why; for those who read it later.", example = "writes only to tables of its own") String reason) {
    public MigrationPermit {
        if (!migration.matches("[A-Za-z_][A-Za-z0-9_]*\\.[A-Za-z0-9_]+")) {
            throw new IllegalArgumentException("a migration is named as app.name, for instance club.0004_tidy_slugs");
        }
        if (reason.isBlank()) {
            throw new IllegalArgumentException("'reason' says why " + migration + " may do so");
        }
    }

    /** What can be permitted. */
    public enum Permission {
        UNGUARDED, REPEATABLE, UNIQUE_NOW, EDITED
    }
}
