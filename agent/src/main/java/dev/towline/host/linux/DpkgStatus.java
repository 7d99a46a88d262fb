package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of the installed packages, from dpkg's own table, read again when its stat changed: no process, one stat. */
final class DpkgStatus {
    private record Known(RawStat stamp, Set<String> names) {}

    private final Path status;
    private volatile @Nullable Known known;

    DpkgStatus(Path status) {
        this.status = status;
    }

    /** Installed packages by name, and what they provide. */
    Set<String> installed() {
        try {
            Optional<RawStat> stamp = RawStat.at(status);
            if (stamp.isEmpty()) {
                return Set.of();
            }
            Known before = known;
            if (before != null && before.stamp.equals(stamp.get())) {
                return before.names;
            }
            Set<String> names = read();
            known = new Known(stamp.get(), names);
            return names;
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot read " + status + ": " + e, e);
        }
    }

    private Set<String> read() throws IOException {
        Set<String> names = new HashSet<>();
        try (BufferedReader lines = Files.newBufferedReader(status, StandardCharsets.UTF_8)) {
            String name = "";
            String architecture = "";
            boolean installed = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("Package: ")) {
                    name = line.substring(9);
                } else if (line.startsWith("Architecture: ")) {
                    architecture = line.substring(14);
                } else if (line.startsWith("Status: ")) {
                    installed = line.endsWith(" installed");
                } else if (line.isEmpty()) {
                    add(names, name, architecture, installed);
                    installed = false;
                }
            }
            add(names, name, architecture, installed);
        }
        return Set.copyOf(names);
    }

    private static void add(Set<String> names, String name, String architecture, boolean installed) {
        if (installed) {
            names.add(name);
            names.add(name + ":" + architecture);
        }
    }
}
