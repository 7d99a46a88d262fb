package dev.towline.desired;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules of migrations, as an override may name them: a name that no rule has would let nothing pass, and say nothing. A test holds it to the rules themselves. */
public final class MigrationRuleNames {
    private static final Set<String> RULES = Set.of(
            "default-before-11", "add-check", "add-enum-value", "add-exclude", "add-foreign-key", "add-not-null-column",
            "add-unique",
            "alter-extension", "attach-partition", "backfill-declaration", "backfill-in-one-statement",
            "change-attribute", "change-collation", "change-enforcement", "column-in-trigger",
            "concurrently-in-transaction", "concurrently-on-partitioned", "constrained-domain", "copy-rows",
            "create-constrained-domain", "create-index", "create-rule", "create-trigger", "default-dropped-again",
            "default-partition-scan", "delete-without-where", "detach-partition", "detached-rows", "disable-trigger",
            "down-section", "drop-column", "drop-constraint", "drop-default", "drop-dependency", "drop-index",
            "drop-index-blocking", "drop-not-null", "drop-schema", "drop-table", "drop-type",
            "enum-value-used-at-once", "file-name", "foreign-key-without-index", "header-looser",
            "identity-or-generated", "if-not-exists-hides", "if-not-exists-hides-invalid", "index-on-only",
            "inherit", "irreversible", "json-column", "larger-integer", "lock-table", "lock-timeout-off",
            "long-identifier", "mixed-phases", "narrow-type", "not-enforced", "not-repeatable", "opaque-block",
            "out-of-order", "padded-char", "primary-key-over-nullable", "publication-without-key",
            "python-migration", "rebuilt-index", "refresh-materialized-view", "reindex", "remake-table",
            "rename-column", "rename-enum-value", "rename-object", "rename-schema", "rename-table",
            "replace-view-or-function", "replica-identity", "retype-new-column", "revoke-or-owner", "rewrite-table",
            "rewrite-type", "role", "row-security", "security-definer", "select-star", "sequence-restart",
            "serial-column", "server-settings", "set-default", "set-not-null", "set-not-null-scan",
            "several-tables-locked", "shadow-failed", "shadow-refused", "shadow-rewrite", "shadow-scan",
            "shadow-untried", "slow-work-under-lock", "small-primary-key", "stored-generated-column", "structure",
            "system-catalogue", "timestamp-without-zone", "traffic", "transaction-in-file", "truncate",
            "unbatched-backfill", "unique-without-index", "unknown-function", "unknown-statement",
            "unread-migration", "unread-statement", "vacuum-full", "validate-in-same-transaction", "validated-check",
            "validated-foreign-key", "volatile-check", "volatile-default", "widen-type");
    /** Known to the judge of Django's migrations alone. */
    private static final Set<String> OF_DJANGO = Set.of(
            "alter-type", "backfill-in-transaction", "drop-primary-key", "duplicates", "hidden-change",
            "name-still-waits", "not-in-plan", "opaque", "rewrite", "wrong-rows");
    private static final Set<String> ALL = Stream.concat(RULES.stream(), OF_DJANGO.stream())
            .collect(Collectors.toUnmodifiableSet());

    private MigrationRuleNames() {}

    /** Those that the engine judges by. */
    public static Set<String> of(MigrationSpec.Engine engine) {
        return engine == MigrationSpec.Engine.SQL ? RULES : ALL;
    }
}
