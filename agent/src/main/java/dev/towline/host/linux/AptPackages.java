package dev.towline.host.linux;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Packages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Debian's packages. The lists are fetched anew when they are older than a day, or when a package is not in them. */
public final class AptPackages implements Packages {
    private static final Duration LISTS_LAST = Duration.ofDays(1);
    private static final Duration LOCK_WAIT = Duration.ofMinutes(5);
    private static final Map<String, String> QUIET = Map.of("DEBIAN_FRONTEND", "noninteractive",
            "NEEDRESTART_MODE", "l", "NEEDRESTART_SUSPEND", "1", "APT_LISTCHANGES_FRONTEND", "none");

    private final Commands commands;
    private final Clock clock;
    private final DpkgStatus status;
    private final Path lists;

    public AptPackages(Commands commands, Clock clock) {
        this(commands, clock, Path.of("/var/lib/dpkg/status"), Path.of("/var/lib/apt/lists"));
    }

    AptPackages(Commands commands, Clock clock, Path status, Path lists) {
        this.commands = commands;
        this.clock = clock;
        this.status = new DpkgStatus(status);
        this.lists = lists;
    }

    @Override
    public Set<String> installed(Collection<String> names) {
        if (names.isEmpty()) {
            return Set.of();
        }
        Set<String> found = new TreeSet<>(names);
        found.retainAll(status.installed());
        return found;
    }

    @Override
    public void install(Collection<String> names) {
        TreeSet<String> missing = new TreeSet<>(names);
        missing.removeAll(installed(names));
        if (missing.isEmpty()) {
            return;
        }
        missing.forEach(AptPackages::check);
        boolean fresh = !listsAreOld();
        if (!fresh) {
            update();
        }
        CommandResult result = apt(installation(missing));
        if (!result.ok() && fresh && AptErrors.kind(result.output()) == Kind.REJECTED) {
            // Unknown, or a version that the mirror no longer has: perhaps only to lists of this morning.
            update();
            result = apt(installation(missing));
        }
        if (!result.ok()) {
            throw failure("install " + String.join(" ", missing), result);
        }
    }

    private void update() {
        CommandResult result = apt(List.of("apt-get", "update", "-q", "-o", lockTimeout()));
        // apt-get update says 0 when a mirror was out of reach, with warnings: then the installation tells.
        if (!result.ok()) {
            throw failure("read the package lists", result);
        }
    }

    static List<String> installation(Collection<String> names) {
        List<String> argv = new ArrayList<>(List.of("apt-get", "install", "-y", "-q", "--no-install-recommends",
                "--no-remove", "-o", lockTimeout(), "-o", "Dpkg::Options::=--force-confdef", "-o",
                "Dpkg::Options::=--force-confold", "-o", "Dpkg::Use-Pty=0", "--"));
        argv.addAll(names);
        return argv;
    }

    private static String lockTimeout() {
        return "DPkg::Lock::Timeout=" + LOCK_WAIT.toSeconds();
    }

    private CommandResult apt(List<String> argv) {
        return commands.run(Command.of(argv).with(QUIET).within(Duration.ofMinutes(30)));
    }

    private static HostException failure(String doing, CommandResult result) {
        return new HostException(AptErrors.kind(result.output()), "apt could not " + doing + ": "
                + AptErrors.essence(result.output()));
    }

    private boolean listsAreOld() {
        try {
            return RawStat.at(lists.resolve("partial")).or(() -> stat(lists))
                    .map(s -> s.modified().toInstant().plus(LISTS_LAST).isBefore(clock.instant())).orElse(true)
                    || !hasLists();
        } catch (IOException e) {
            return true;
        }
    }

    private boolean hasLists() throws IOException {
        try (var files = java.nio.file.Files.list(lists)) {
            return files.anyMatch(f -> f.toString().endsWith("_Packages") || f.toString().contains("_Packages."));
        }
    }

    private static java.util.Optional<RawStat> stat(Path path) {
        try {
            return RawStat.at(path);
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
    }

    /** apt takes an argument with a trailing - or + as a removal, and one with / or = as a choice of version. */
    private static void check(String name) {
        if (!name.matches("[a-z0-9][a-z0-9+.-]*[a-z0-9.](:[a-z0-9-]+)?") && !name.matches("[a-z0-9]+\\+\\+")) {
            throw new HostException(Kind.REJECTED, "'" + name + "' is no package name");
        }
    }
}
