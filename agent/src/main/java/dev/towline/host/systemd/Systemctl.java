package dev.towline.host.systemd;

import dev.towline.host.UnitState;
import dev.towline.host.UnitState.Active;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The questions to systemctl and what its answers mean. */
final class Systemctl {
    private static final String PROPERTIES = "--property=Id,LoadState,ActiveState,SubState,UnitFileState,NRestarts,MainPID";

    private Systemctl() {}

    static List<String> show(List<String> units) {
        List<String> argv = new ArrayList<>(List.of("systemctl", "show", "--no-pager", PROPERTIES, "--"));
        argv.addAll(units);
        return argv;
    }

    static List<String> verb(String verb, String unit) {
        return List.of("systemctl", "--no-ask-password", "--quiet", verb, "--", unit);
    }

    static List<String> definition(String unit) {
        return List.of("systemctl", "cat", "--no-pager", "--", unit);
    }

    static List<String> log(String unit, int lines) {
        return List.of("journalctl", "--no-pager", "--quiet", "--output=cat", "--lines=" + lines, "--unit=" + unit);
    }

    /**
     * One block of {@code Key=value} lines a unit, in the order in which they were asked, with an empty line between. An alias
     * is answered under its other name, so the order and not the Id tells which is which.
     */
    static List<Map<String, String>> blocks(String answer) {
        List<Map<String, String>> blocks = new ArrayList<>();
        Map<String, String> block = new HashMap<>();
        for (String line : answer.lines().toList()) {
            int equals = line.indexOf('=');
            if (line.isEmpty() && !block.isEmpty()) {
                blocks.add(block);
                block = new HashMap<>();
            } else if (equals > 0) {
                block.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        if (!block.isEmpty()) {
            blocks.add(block);
        }
        return blocks;
    }

    static UnitState state(Map<String, String> block) {
        if (block.getOrDefault("LoadState", "not-found").equals("not-found")) {
            // A unit whose file is gone may still run; then it is known.
            return block.getOrDefault("ActiveState", "inactive").equals("inactive")
                    ? UnitState.ABSENT
                    : new UnitState(active(block), false, number(block, "NRestarts"), number(block, "MainPID"));
        }
        return new UnitState(active(block), enabled(block.getOrDefault("UnitFileState", "")),
                number(block, "NRestarts"), number(block, "MainPID"));
    }

    /** A unit between two starts of a crash loop is "activating (auto-restart)". */
    private static Active active(Map<String, String> block) {
        return switch (block.getOrDefault("ActiveState", "")) {
            case "active", "reloading", "refreshing" -> Active.ACTIVE;
            case "activating" -> Active.ACTIVATING;
            case "deactivating" -> Active.DEACTIVATING;
            case "failed" -> Active.FAILED;
            default -> Active.INACTIVE;
        };
    }

    /**
     * Whether it comes back at a boot. A generated unit (a quadlet) is wired by its generator and an indirect one by what it
     * names in Also=: no more can be done for them, so they count. A static one, without [Install], does not, and neither
     * does one that is enabled only until the next boot.
     */
    private static boolean enabled(String unitFileState) {
        return switch (unitFileState) {
            case "enabled", "generated", "alias", "indirect" -> true;
            default -> false;
        };
    }

    private static int number(Map<String, String> block, String key) {
        String value = block.getOrDefault(key, "");
        return value.matches("\\d{1,9}") ? Integer.parseInt(value) : 0;
    }
}
