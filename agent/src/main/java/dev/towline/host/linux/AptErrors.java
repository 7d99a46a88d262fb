package dev.towline.host.linux;

import dev.towline.host.HostException.Kind;
import java.util.List;

/** Whose fault it is, from what apt says (with LANG=C.UTF-8). */
final class AptErrors {
    private static final List<String> LOCKED = List.of("Could not get lock", "Unable to acquire the dpkg frontend lock",
            "Unable to lock");
    private static final List<String> NETWORK = List.of("Temporary failure resolving", "Could not resolve",
            "Failed to fetch", "Unable to connect", "Could not connect", "Connection failed", "Connection timed out",
            "Network is unreachable", "Unable to fetch some archives", "Some index files failed to download");
    private static final List<String> DISK = List.of("No space left on device", "You don't have enough free space",
            "Read-only file system");

    private AptErrors() {}

    static Kind kind(String output) {
        if (has(output, LOCKED)) {
            return Kind.LOCKED;
        }
        if (has(output, DISK)) {
            return Kind.DISK;
        }
        // A 404 is a list that is too old; REJECTED makes the caller fetch the lists and try once more.
        if (has(output, NETWORK) && !output.contains("404 ")) {
            return Kind.NETWORK;
        }
        return Kind.REJECTED;
    }

    private static boolean has(String output, List<String> signs) {
        return signs.stream().anyMatch(output::contains);
    }

    /** The lines that say what is wrong, or the last ones. */
    static String essence(String output) {
        List<String> lines = output.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        List<String> errors = lines.stream().filter(l -> l.startsWith("E:") || l.startsWith("dpkg: error")).limit(6)
                .toList();
        return String.join("; ",
                errors.isEmpty() ? lines.subList(Math.max(0, lines.size() - 5), lines.size()) : errors);
    }
}
