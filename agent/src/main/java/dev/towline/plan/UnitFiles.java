package dev.towline.plan;

/** Which paths the service manager reads as definitions. */
final class UnitFiles {
    private UnitFiles() {}

    static boolean isDefinition(String path) {
        return path.contains("/etc/systemd/system/") || path.contains("/etc/containers/systemd/");
    }
}
