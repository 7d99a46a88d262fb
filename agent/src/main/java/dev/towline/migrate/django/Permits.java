package dev.towline.migrate.django;

import dev.towline.desired.MigrationOverride;
import dev.towline.desired.MigrationPermit;
import dev.towline.desired.MigrationPermit.Permission;
import dev.towline.render.RenderedRelease.Ordered;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the config repo permits single migrations, in the words of towline_django. */
final class Permits {
    private static final Set<String> MIGRATING = Set.of("plan", "run");

    private Permits() {}

    static List<String> words(Ordered ordered, String command) {
        List<String> words = new ArrayList<>();
        for (MigrationPermit permit : ordered.permits()) {
            permit.allow().stream().filter(p -> knows(command, p))
                    .forEach(p -> words.addAll(List.of(option(p), permit.migration())));
        }
        if (MIGRATING.contains(command)) {
            for (MigrationOverride override : ordered.overrides()) {
                words.addAll(List.of("--override", override.rule(), override.migration(), override.sha256()));
            }
        }
        return words;
    }

    private static boolean knows(String command, Permission permission) {
        return MIGRATING.contains(command) || switch (permission) {
            // A repeatable one runs again then, also one whose permit came after it had run.
            case UNGUARDED, REPEATABLE -> command.equals("contract") || command.equals("settle");
            case EDITED -> command.equals("status") || command.equals("doctor");
            case UNIQUE_NOW -> false;
        };
    }

    private static String option(Permission permission) {
        return switch (permission) {
            case UNGUARDED -> "--unguarded";
            case REPEATABLE -> "--repeatable";
            case UNIQUE_NOW -> "--unique-now";
            case EDITED -> "--accept-edited";
        };
    }
}
