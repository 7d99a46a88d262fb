package dev.towline.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a test host starts from; each is built once per machine and never written again. */
public enum HostImage {
    /** A Debian 12 as a provider hands it over: nothing that serves is installed. */
    BARE {
        @Override
        List<Path> layers(LabCache cache) {
            return List.of(bare(cache));
        }
    },
    /** The same with nginx, PostgreSQL, Python, Git and ssh installed, for tests that are not about installing them. */
    READY {
        @Override
        List<Path> layers(LabCache cache) {
            return List.of(ready(cache), bare(cache));
        }
    };

    private static final List<String> READY_PACKAGES = List.of("nginx-light", "postgresql", "python3-venv", "git",
            "openssh-server");
    /** Offered by the package index, but in no image: small ones, for tests of installing. */
    private static final List<String> MORE_PACKAGES = List.of("logrotate", "sqlite3", "redis-server", "rsync");

    /** Read-only folders for an overlay, topmost first. */
    abstract List<Path> layers(LabCache cache);

    static Path bare(LabCache cache) {
        return cache.obtain("bare", bareInputs(), empty -> script("bare.sh", empty.resolve("root"))).resolve("root");
    }

    /** A flat apt repository with everything that {@link #READY} has and a little more. */
    static Path debs(LabCache cache) {
        Path bare = bare(cache);
        return cache.obtain("debs", debsInputs(), empty -> {
            try (var overlay = Overlay.over(List.of(bare), empty)) {
                script("debs.sh", overlay.root(), argv(empty.resolve("debs"), allPackages()));
            }
            overlayIsNotNeeded(empty);
        }).resolve("debs");
    }

    private static Path ready(LabCache cache) {
        Path debs = debs(cache);
        Path bare = bare(cache);
        String inputs = debsInputs() + LabFiles.text("host/ready.sh") + READY_PACKAGES;
        return cache.obtain("ready", inputs, empty -> {
            try (var overlay = Overlay.over(List.of(bare), empty)) {
                script("ready.sh", overlay.root(), argv(debs, READY_PACKAGES));
            }
        }).resolve("upper");
    }

    private static void overlayIsNotNeeded(Path folder) {
        Command.of("rm", "-rf", folder.resolve("upper").toString(), folder.resolve("work").toString()).runOk();
    }

    private static String bareInputs() {
        return LabFiles.text("host/bare.sh") + LabCache.environment("TOWLINE_LAB_MIRROR").orElse("");
    }

    private static String debsInputs() {
        return bareInputs() + LabFiles.text("host/debs.sh") + allPackages();
    }

    private static List<String> allPackages() {
        var all = new ArrayList<>(READY_PACKAGES);
        all.addAll(MORE_PACKAGES);
        return all;
    }

    private static List<String> argv(Path folder, List<String> packages) {
        var argv = new ArrayList<>(List.of(folder.toString()));
        argv.addAll(packages);
        return argv;
    }

    private static void script(String name, Path root) throws IOException {
        Files.createDirectories(root);
        script(name, root, List.of());
    }

    private static void script(String name, Path root, List<String> more) {
        var argv = new ArrayList<>(List.of("sh", LabFiles.at("host/" + name).toString(), root.toString()));
        argv.addAll(more);
        Command.of(argv).limit(Duration.ofMinutes(15)).runOk();
    }
}
