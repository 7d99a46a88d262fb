package dev.towline.secret;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every text by which a secret can be told: its value, its lines, what it holds (a URL's password), and the encodings of these. */
final class Forms {
    /** A shorter line of a longer secret stands in many texts by chance. */
    private static final int SHORTEST_LINE = 8;
    private static final Pattern PASSWORD_IN_URL = Pattern
            .compile("://[^/\\s:@]*+:([^\\s/]++)@|://[^/\\s:@]*+:([^\\s]+)@");
    private static final Pattern ASSIGNED = Pattern.compile("(?:export )?[A-Za-z_][A-Za-z0-9_]*+=[\"']?(.*?)[\"']?");

    private Forms() {}

    static Set<String> of(String value) {
        Set<String> forms = new LinkedHashSet<>();
        parts(value).forEach(part -> forms.addAll(Encodings.of(part)));
        return forms;
    }

    private static Set<String> parts(String value) {
        Set<String> parts = new LinkedHashSet<>(List.of(value, value.strip()));
        lines(value, parts);
        if (value.contains("\\n")) {
            lines(value.replace("\\n", "\n"), parts);
        }
        for (String line : List.copyOf(parts)) {
            passwords(line, parts);
        }
        parts.removeIf(part -> part.length() < Patterns.SHORTEST);
        return parts;
    }

    private static void lines(String value, Set<String> parts) {
        if (value.indexOf('\n') < 0) {
            return;
        }
        value.lines().map(String::strip).filter(line -> !line.startsWith("-----")).forEach(line -> {
            parts.add(line.length() < SHORTEST_LINE ? "" : line);
            Matcher assigned = ASSIGNED.matcher(line);
            if (assigned.matches() && assigned.group(1).length() >= SHORTEST_LINE) {
                parts.add(assigned.group(1));
            }
        });
    }

    private static void passwords(String text, Set<String> parts) {
        Matcher url = PASSWORD_IN_URL.matcher(text);
        while (url.find()) {
            String password = url.group(1) != null ? url.group(1) : url.group(2);
            parts.add(password);
            try {
                parts.add(URLDecoder.decode(password.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // A % that encodes nothing: the password stands there as it is.
                continue;
            }
        }
    }
}
