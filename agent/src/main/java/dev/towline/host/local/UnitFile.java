package dev.towline.host.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A unit file's settings, in order. An empty assignment forgets what was assigned before, as systemd does for lists.
 *
 * @param name of the unit, for messages
 */
record UnitFile(String name, List<Setting> settings) {
    /** One assignment and the line it stands on. */
    record Setting(String section, String key, String value, int line) {}

    UnitFile {
        settings = List.copyOf(settings);
    }

    /** Text of the file, then those of its drop-ins. */
    static UnitFile parse(String name, List<String> texts) {
        List<Setting> settings = new ArrayList<>();
        texts.forEach(text -> parse(name, text, settings));
        return new UnitFile(name, settings);
    }

    private static void parse(String name, String text, List<Setting> into) {
        String section = "";
        StringBuilder pending = new StringBuilder();
        int line = 0;
        int first = 0;
        for (String raw : text.split("\n", -1)) {
            line++;
            String stripped = raw.strip();
            if (pending.isEmpty() && stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith(";")) {
                continue;
            }
            first = pending.isEmpty() ? line : first;
            if (stripped.endsWith("\\") && !stripped.startsWith("[")) {
                pending.append(stripped, 0, stripped.length() - 1).append(' ');
                continue;
            }
            String whole = pending.append(stripped).toString();
            pending.setLength(0);
            int equals = whole.indexOf('=');
            if (whole.startsWith("[") && whole.endsWith("]")) {
                section = whole.substring(1, whole.length() - 1);
            } else if (equals <= 0) {
                throw new UnitProblem(name, first, "'" + whole + "' is neither a [Section] nor key=value");
            } else {
                into.add(new Setting(section, whole.substring(0, equals).strip(), whole.substring(equals + 1).strip(),
                        first));
            }
        }
    }

    List<Setting> all(String section, String key) {
        List<Setting> found = new ArrayList<>();
        for (Setting setting : settings) {
            if (setting.section.equals(section) && setting.key.equals(key)) {
                if (setting.value.isEmpty()) {
                    found.clear();
                } else {
                    found.add(setting);
                }
            }
        }
        return found;
    }

    Optional<Setting> last(String section, String key) {
        List<Setting> all = all(section, key);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    String value(String section, String key, String otherwise) {
        return last(section, key).map(Setting::value).orElse(otherwise);
    }
}
