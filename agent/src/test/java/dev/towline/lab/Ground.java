package dev.towline.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether host tests can run on this machine, and why not. */
public final class Ground {
    private static final Logger LOG = LoggerFactory.getLogger(Ground.class);
    private static final Map<String, String> PACKAGE_OF = new LinkedHashMap<>(Map.of("debootstrap", "debootstrap",
            "systemd-nspawn", "systemd-container", "wrk", "wrk", "ip", "iproute2", "nsenter", "util-linux", "git",
            "git",
            "curl", "curl", "python3", "python3-pip", "dpkg-deb", "dpkg", "gpg", "gnupg"));

    private Ground() {}

    /** Skips the test with the reason; with {@code CI=true} it fails instead, so that nothing is skipped unseen. */
    public static void require() {
        boolean ci = LabCache.environment("CI").filter("true"::equals).isPresent();
        problem().ifPresent(why -> refuse(why, ci));
    }

    static void refuse(String why, boolean ci) {
        String sentence = "host tests cannot run here: " + why;
        if (ci) {
            throw new AssertionError(sentence);
        }
        LOG.warn("skipped: {}", sentence);
        throw new TestAbortedException(sentence);
    }

    private static Optional<String> problem() {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) {
            return Optional.of("they need Linux on x86-64, which the cached wheels are for");
        }
        if (!Command.of("id", "-u").run().line().equals("0")) {
            return Optional.of("they need root (debootstrap, mounts, network namespaces)");
        }
        return missing().isEmpty() ? namespaces() : install(missing()).or(Ground::namespaces);
    }

    private static List<String> missing() {
        var missing = new ArrayList<String>();
        PACKAGE_OF.keySet().stream().filter(tool -> !onPath(tool)).forEach(missing::add);
        return missing;
    }

    private static Optional<String> install(List<String> tools) {
        if (!onPath("apt-get")) {
            return Optional.of("missing on the path: " + String.join(", ", tools));
        }
        var argv = new ArrayList<>(List.of("apt-get", "-q", "-y", "--no-install-recommends", "install"));
        tools.stream().map(PACKAGE_OF::get).distinct().forEach(argv::add);
        LOG.info("installing what host tests need: {}", String.join(" ", argv));
        Command.of("apt-get", "-q", "update").limit(Duration.ofMinutes(5)).run();
        ExecResult result = Command.of(argv).with("DEBIAN_FRONTEND", "noninteractive").limit(Duration.ofMinutes(10))
                .run();
        List<String> still = missing();
        return still.isEmpty()
                ? Optional.empty()
                : Optional.of("could not install %s: %s".formatted(String.join(", ", still), result.stderr().strip()));
    }

    private static Optional<String> namespaces() {
        ExecResult result = Command.of("unshare", "--mount", "--pid", "--net", "--uts", "--ipc", "--fork", "true")
                .run();
        return result.ok()
                ? Optional.empty()
                : Optional.of("this root may not make namespaces: " + result.stderr().strip());
    }

    private static boolean onPath(String tool) {
        for (String folder : Optional.ofNullable(System.getenv("PATH")).orElse("").split(":")) {
            if (Files.isExecutable(Path.of(folder, tool))) {
                return true;
            }
        }
        return false;
    }
}
