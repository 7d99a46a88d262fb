package dev.towline.desired;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How schema changes are let out. */
public record MigrationSpec(
        @Key(value = "Who migrates; its statements are judged before any of them runs.", fallback = "none") Engine engine,
        @Key(value = "When statements run that old code would not survive.", fallback = "next-release") Contract contract,
        @Key(value = "How long a statement waits for a lock before it is tried again.", fallback = "2s") Duration lockTimeout,
        @Key(value = "What single migrations may do besides.", example = "[ { migration: club.0004_tidy_slugs, allow: [repeatable], reason: old code adds slugs meanwhile } ]") List<MigrationPermit> permits,
        @Key(value = "Rules that single migrations may break; each is void after any edit of the migration.") List<MigrationOverride> overrides,
        @Key(value = "For SQL files, where another tool has migrated so far: files up to this number count as applied when the ledger is made, and are never run.", absent = "none is applied", min = 1, example = "41") Optional<Integer> baseline) {
    public MigrationSpec {
        if (lockTimeout.isZero()) {
            throw new IllegalArgumentException("'lockTimeout' is more than nothing, for instance 2s");
        }
    }

    /** Who orders migrations; {@code none} runs them as they are, while the old release serves. */
    public enum Engine {
        NONE, DJANGO, SQL
    }

    /** Moments for contract statements. */
    public enum Contract {
        NEXT_RELEASE, AFTER_SOAK, MANUAL
    }
}
