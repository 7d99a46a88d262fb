package dev.towline.host.linux;

import dev.towline.host.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The machine, read once. */
public final class MachineFacts {
    private static final Map<String, String> DEBIAN_NAMES = Map.of("x86_64", "amd64", "aarch64", "arm64", "ppc64le",
            "ppc64el", "x86", "i386", "i386", "i386");

    private MachineFacts() {}

    /** The host's name comes from the agent's settings. */
    public static Facts read(String name) {
        Map<String, String> release = pairs(lines(Path.of("/etc/os-release")), "=");
        String architecture = System.getProperty("os.arch", "");
        return new Facts(name, Runtime.getRuntime().availableProcessors(), memory(),
                release.getOrDefault("ID", "unknown"), release.getOrDefault("VERSION_ID", ""),
                DEBIAN_NAMES.getOrDefault(architecture, architecture));
    }

    private static long memory() {
        String total = pairs(lines(Path.of("/proc/meminfo")), ":").getOrDefault("MemTotal", "0 kB");
        return Long.parseLong(total.replaceAll("\\D", "")) / 1024;
    }

    static Map<String, String> pairs(List<String> lines, String separator) {
        Map<String, String> pairs = new HashMap<>();
        for (String line : lines) {
            int at = line.indexOf(separator);
            if (at > 0) {
                pairs.put(line.substring(0, at).strip(), line.substring(at + 1).strip().replaceAll("^\"|\"$", ""));
            }
        }
        return pairs;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
