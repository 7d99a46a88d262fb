package dev.towline.sim;

/** What becomes of an app commit here. */
enum AppKind {
    GOOD, MIGRATES, SLOW, NO_BOOT, SICK, SICK_LATER, CRASHES, WORKER_CRASHES, BUILD_FAILS, MIGRATION_FAILS,
    /** Its migration is one that old code does not live with; it is good all the same. */
    BREAKS,
    /** The same, and it does not answer. */
    BREAKS_SICK,
    /** It migrates, and falls ill in the soak. */
    MIGRATES_SICK,
    /** It answers every second time. */
    FLAPS,
    /** The same, but only to those who come through the proxy. */
    FLAPS_IN_PROXY;

    boolean good() {
        return switch (this) {
            case GOOD, MIGRATES, SLOW, BREAKS -> true;
            case NO_BOOT, SICK, SICK_LATER, CRASHES, WORKER_CRASHES, BUILD_FAILS, MIGRATION_FAILS, BREAKS_SICK,
                    MIGRATES_SICK, FLAPS, FLAPS_IN_PROXY ->
                false;
        };
    }

    boolean migrates() {
        return this == MIGRATES || this == MIGRATES_SICK || this == MIGRATION_FAILS || breaks();
    }

    boolean breaks() {
        return this == BREAKS || this == BREAKS_SICK;
    }
}
