package dev.towline.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a Django project is imported.
 *
 * @param python its interpreter; null for the one of its folder
 * @param settings module of its settings; null for what manage.py says
 * @param environment of that process
 * @param notes where what is no finding goes
 */
record Imports(@Nullable Path python, @Nullable String settings, Map<String, String> environment,
        Consumer<String> notes) {
    private static final Pattern LINE = Pattern
            .compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");

    Imports {
        environment = Map.copyOf(environment);
    }

    /** The same, with more in its environment where that has nothing of the name. */
    Imports with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(environment);
        return new Imports(python, settings, all, notes);
    }

    /** This process's environment, and over it a file of {@code NAME=value} lines. */
    static Map<String, String> environment(@Nullable Path file) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (file == null) {
            return environment;
        }
        List<String> lines;
        try {
            lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw Common.Invalid.of("--env-file", file + " cannot be read: " + e.getMessage(),
                    "name a file of NAME=value lines");
        }
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            if (line.matches()) {
                environment.put(line.group(1), unquoted(line.group(2)));
            } else if (!lines.get(i).isBlank() && !lines.get(i).strip().startsWith("#")) {
                throw Common.Invalid.of(file + ":" + (i + 1), "expected NAME=value",
                        "write a variable a line; # begins a comment");
            }
        }
        return environment;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && (value.startsWith("\"") || value.startsWith("'"))
                && value.endsWith(value.substring(0, 1));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
