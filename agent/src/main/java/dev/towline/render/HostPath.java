package dev.towline.render;

import java.nio.file.Path;

/** The rule for every path that comes out of a template: absolute, already normal, no control characters. */
public final class HostPath {
    private HostPath() {}

    public static String check(String path) {
        if (!path.startsWith("/") || path.length() > 4096 || path.chars().anyMatch(c -> c < ' ' || c == 127)
                || !Path.of(path).normalize().toString().equals(path)) {
            throw new IllegalArgumentException("'" + path.replaceAll("\\p{Cntrl}", "?")
                    + "' is no path for a host: it must be absolute, without '..', '.', '//' or control characters");
        }
        return path;
    }
}
