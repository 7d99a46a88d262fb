package dev.towline.host.systemd;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The paths in a unit's definition that the manager opens as root before it becomes the unit's user. */
final class RootPaths {
    private static final Set<String> FILES = Set.of("EnvironmentFile", "LoadCredential", "LoadCredentialEncrypted",
            "StandardInput", "StandardOutput", "StandardError");

    private RootPaths() {}

    /** @param definition the unit's files as {@code systemctl cat} prints them */
    static List<String> of(String definition) {
        List<String> paths = new ArrayList<>();
        for (String line : definition.lines().map(String::strip).toList()) {
            int equals = line.indexOf('=');
            if (equals > 0 && FILES.contains(line.substring(0, equals).strip())) {
                path(line.substring(equals + 1).strip()).forEach(paths::add);
            }
        }
        return paths;
    }

    /** {@code -/path} may be missing, {@code name:/path} and {@code append:/path} have something before; one with a specifier is not known. */
    private static Stream<String> path(String value) {
        int slash = value.indexOf('/');
        String before = slash < 0 ? value : value.substring(0, slash);
        boolean path = before.isEmpty() || before.equals("-") || before.endsWith(":");
        return path && slash >= 0 && value.indexOf('%') < 0 ? Stream.of(value.substring(slash)) : Stream.of();
    }
}
