package dev.towline.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a test host starts from; each is built once per machine, when a test first asks for it, and never written again. */
public enum HostImage {
    /** A Debian 12 as a provider hands it over: nothing that serves is installed. */
    BARE(Debian.BOOKWORM, false),
    /** The same with nginx, PostgreSQL, Python, Git and ssh installed, for tests that are not about installing them. */
    READY(Debian.BOOKWORM, true),
    /** As {@link #BARE}, a Debian 13. */
    BARE_TRIXIE(Debian.TRIXIE, false),
    /** As {@link #READY}, a Debian 13. */
    READY_TRIXIE(Debian.TRIXIE, true);

    private static final List<String> READY_PACKAGES = List.of("nginx-light", "postgresql", "python3-venv", "git",
            "openssh-server");
    /** Offered by the package index, but in no image: small ones, for tests of installing. */
    private static final List<String> MORE_PACKAGES = List.of("logrotate", "sqlite3", "redis-server", "rsync");

    private final Debian debian;
    private final boolean ready;

    HostImage(Debian debian, boolean ready) {
        this.debian = debian;
        this.ready = ready;
    }

    /** The image with nginx, PostgreSQL and Python of that Debian. */
    static HostImage ready(Debian debian) {
        return switch (debian) {
            case BOOKWORM -> READY;
            case TRIXIE -> READY_TRIXIE;
        };
    }

    Debian debian() {
        return debian;
    }

    /** Read-only folders for an overlay, topmost first. */
    List<Path> layers(LabCache cache) {
        return ready ? List.of(ready(cache), bare(cache)) : List.of(bare(cache));
    }

    private Path bare(LabCache cache) {
        return cache.obtain(named("bare"), bareInputs(),
                empty -> script("bare.sh", empty.resolve("root"), List.of(debian.suite()))).resolve("root");
    }

    /** A flat apt repository with everything that a ready image of this Debian has and a little more. */
    Path debs(LabCache cache) {
        Path bare = bare(cache);
        return cache.obtain(named("debs"), debsInputs(), empty -> {
            try (var overlay = Overlay.over(List.of(bare), empty)) {
                script("debs.sh", overlay.root(), argv(empty.resolve("debs"), allPackages()));
            }
            overlayIsNotNeeded(empty);
        }).resolve("debs");
    }

    private Path ready(LabCache cache) {
        Path debs = debs(cache);
        Path bare = bare(cache);
        String inputs = debsInputs() + LabFiles.text("host/ready.sh") + READY_PACKAGES;
        return cache.obtain(named("ready"), inputs, empty -> {
            try (var overlay = Overlay.over(List.of(bare), empty)) {
                script("ready.sh", overlay.root(), argv(debs, READY_PACKAGES));
            }
        }).resolve("upper");
    }

    /** A lock of its own for each Debian, so that two may be built at a time. */
    private String named(String part) {
        return debian.suite() + "-" + part;
    }

    private static void overlayIsNotNeeded(Path folder) {
        Command.of("rm", "-rf", folder.resolve("upper").toString(), folder.resolve("work").toString()).runOk();
    }

    private String bareInputs() {
        return debian.suite() + LabFiles.text("host/bare.sh") + LabCache.environment("TOWLINE_LAB_MIRROR").orElse("");
    }

    private String debsInputs() {
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

    private static void script(String name, Path root, List<String> more) throws IOException {
        Files.createDirectories(root);
        var argv = new ArrayList<>(List.of("sh", LabFiles.at("host/" + name).toString(), root.toString()));
        argv.addAll(more);
        Command.of(argv).limit(Duration.ofMinutes(15)).runOk();
    }
}
