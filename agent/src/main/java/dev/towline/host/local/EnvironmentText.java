package dev.towline.host.local;

import java.util.LinkedHashMap;
import java.util.Map;

/** The lines of an EnvironmentFile: {@code NAME=value}, comments, quotes, a backslash that joins lines; nothing is put in. */
final class EnvironmentText {
    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int at;

    private EnvironmentText(String text) {
        this.text = text;
    }

    static Map<String, String> parse(String text) {
        return new EnvironmentText(text).all();
    }

    private Map<String, String> all() {
        while (at < text.length()) {
            line();
        }
        return values;
    }

    private void line() {
        skip(" \t\r\n");
        if (at >= text.length()) {
            return;
        }
        char first = text.charAt(at);
        int equals = text.indexOf('=', at);
        int end = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
        if (first == '#' || first == ';' || equals < 0 || equals > end) {
            at = end + 1;
            return;
        }
        String name = text.substring(at, equals).strip();
        at = equals + 1;
        skip(" \t");
        String value = value();
        // systemd passes over a line whose name is none.
        if (name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            values.put(name, value);
        }
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private String value() {
        StringBuilder value = new StringBuilder();
        int keep = 0;
        while (at < text.length() && text.charAt(at) != '\n') {
            char c = text.charAt(at++);
            if (c == '"' || c == '\'') {
                quoted(c, value);
                keep = value.length();
            } else if (c == '\\' && at < text.length()) {
                char next = text.charAt(at++);
                if (next != '\n') {
                    value.append(next);
                    keep = value.length();
                }
            } else {
                value.append(c);
                if (c != ' ' && c != '\t' && c != '\r') {
                    keep = value.length();
                }
            }
        }
        at++;
        value.setLength(keep);
        return value.toString();
    }

    /** In double quotes a backslash keeps itself but before {@code " \ ` $} and at the end of a line; in single quotes always. */
    private void quoted(char quote, StringBuilder value) {
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\\' && quote == '"' && at < text.length()) {
                char next = text.charAt(at++);
                if ("\"\\`$".indexOf(next) < 0 && next != '\n') {
                    value.append('\\');
                }
                if (next != '\n') {
                    value.append(next);
                }
            } else {
                value.append(c);
            }
        }
        at++;
    }
}
