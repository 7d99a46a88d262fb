package dev.towline.sim;

/** What becomes of an app commit here. */
enum AppKind {
    GOOD, MIGRATES, SLOW, NO_BOOT, SICK, SICK_LATER, CRASHES, WORKER_CRASHES, BUILD_FAILS, MIGRATION_FAILS;

    boolean good() {
        return switch (this) {
            case GOOD, MIGRATES, SLOW -> true;
            case NO_BOOT, SICK, SICK_LATER, CRASHES, WORKER_CRASHES, BUILD_FAILS, MIGRATION_FAILS -> false;
        };
    }

    boolean migrates() {
        return this == MIGRATES || this == MIGRATION_FAILS;
    }
}
