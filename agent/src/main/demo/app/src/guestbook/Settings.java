package guestbook;

import java.nio.file.Path;

/**
 * What the environment says.
 *
 * @param socket where this slot listens; empty for everything but the web process
 * @param currentSocket the link that names the slot that serves
 */
record Settings(Path database, Path publicFolder, String release, String greeting, String slot, String socket,
        String currentSocket) {
    static Settings read() {
        return new Settings(Path.of(needed("DATABASE")), Path.of(needed("PUBLIC")), needed("RELEASE"), or("GREETING", ""),
                or("SLOT", ""), or("SOCKET", ""), or("CURRENT_SOCKET", ""));
    }

    private static String needed(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("the environment has no " + name);
        }
        return value;
    }

    private static String or(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : value;
    }
}
