package dev.towline.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A control group of the host's own in every hierarchy, unified or not. Without one, two booted systems would fight over
 * the same slices; and whatever a crashed run left can be found here and killed.
 */
record Cgroups(String name) {
    private static final Path TOP = Path.of("/sys/fs/cgroup");

    /** Lines of shell that make the groups the shell's own. */
    String enter() {
        return create().stream().map(group -> "echo $$ > " + group + "/cgroup.procs; ").collect(Collectors.joining());
    }

    private List<Path> create() {
        return hierarchies().map(top -> {
            try {
                Path own = Files.createDirectories(top.resolve(name));
                // A v1 cpuset is born empty and takes no process before it has processors and memory.
                for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                    if (Files.exists(top.resolve(file)) && !Files.exists(own.resolve("cgroup.controllers"))) {
                        Files.writeString(own.resolve(file), Files.readString(top.resolve(file)));
                    }
                }
                return own;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    void killAll() {
        Await.until("no process in " + name, Duration.ofSeconds(20), () -> {
            List<Long> pids = pids();
            pids.forEach(pid -> Command.of("kill", "-9", pid.toString()).run());
            return pids.isEmpty();
        });
        hierarchies().map(top -> top.resolve(name)).filter(Files::isDirectory).forEach(own -> folders(own).stream()
                .sorted(Comparator.reverseOrder())
                .forEach(folder -> Command.of("rmdir", folder.toString()).run()));
    }

    private List<Long> pids() {
        return hierarchies().map(top -> top.resolve(name)).filter(Files::isDirectory)
                .flatMap(own -> folders(own).stream()).flatMap(folder -> lines(folder.resolve("cgroup.procs")))
                .map(Long::valueOf).distinct()
                .filter(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).toList();
    }

    private static List<Path> folders(Path own) {
        var folders = new ArrayList<Path>();
        try (Stream<Path> all = Files.find(own, 20, (_, attributes) -> attributes.isDirectory())) {
            all.forEach(folders::add);
        } catch (IOException | UncheckedIOException goneMeanwhile) {
            // The next round sees what is left.
        }
        return folders;
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException goneMeanwhile) {
            return Stream.empty();
        }
    }

    private static Stream<Path> hierarchies() {
        if (Files.exists(TOP.resolve("cgroup.procs"))) {
            return Stream.of(TOP);
        }
        try (Stream<Path> tops = Files.list(TOP)) {
            return tops.filter(top -> Files.exists(top.resolve("cgroup.procs"))).toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
