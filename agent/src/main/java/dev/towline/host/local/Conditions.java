package dev.towline.host.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** ConditionPathExists= of a unit. */
final class Conditions {
    private Conditions() {}

    static boolean hold(List<String> conditions) {
        return conditions.stream().allMatch(condition -> {
            boolean not = condition.startsWith("!");
            return Files.exists(Path.of(not ? condition.substring(1).strip() : condition)) != not;
        });
    }
}
