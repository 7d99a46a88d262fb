package dev.towline.host.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processes that stem from one that leads a session: its descendants, and those that were orphaned but are still of its
 * session.
 */
public final class ProcessTree {
    private final long leader;

    public ProcessTree(long leader) {
        this.leader = leader;
    }

    /** Kills all of them, again until none is left: one may fork between the look and the kill. */
    public void kill() {
        for (int round = 0; round < 20; round++) {
            List<ProcessHandle> members = members();
            if (members.isEmpty()) {
                return;
            }
            members.forEach(ProcessHandle::destroyForcibly);
            if (!Waits.quietly(Duration.ofMillis(5))) {
                members().forEach(ProcessHandle::destroyForcibly);
                return;
            }
        }
    }

    public boolean isEmpty() {
        return members().isEmpty();
    }

    /** The numbers of all of them. */
    public List<Long> pids() {
        return members().stream().map(ProcessHandle::pid).toList();
    }

    private List<ProcessHandle> members() {
        Set<Long> seen = new HashSet<>();
        List<ProcessHandle> members = new ArrayList<>();
        // A leader leads its session: another process that got its number later is none of ours.
        Optional<ProcessHandle> itself = ProcessHandle.of(leader)
                .filter(p -> stat(leader).filter(s -> s.session == leader).isPresent());
        Stream<ProcessHandle> candidates = Stream.concat(itself.stream(),
                Stream.concat(itself.stream().flatMap(ProcessHandle::descendants), ofSession()));
        candidates.filter(p -> seen.add(p.pid()) && runs(p.pid())).forEach(members::add);
        return members;
    }

    private Stream<ProcessHandle> ofSession() {
        return ProcessHandle.allProcesses().filter(p -> stat(p.pid()).filter(s -> s.session == leader).isPresent());
    }

    /** Not a zombie, which can be killed as often as one likes. */
    private static boolean runs(long pid) {
        return stat(pid).filter(s -> s.state != 'Z' && s.state != 'X').isPresent();
    }

    private record Stat(char state, long session, String started) {}

    private static Optional<Stat> stat(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"),
                    java.nio.charset.StandardCharsets.ISO_8859_1);
            // The name, in brackets, may hold anything; fields are counted from behind it. 3 state, 6 session, 22 start.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[3]), fields[19]));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** What tells a process from a later one with its number: boot and start time; empty where it does not run. */
    public static Optional<String> identity(long pid) {
        return stat(pid).filter(s -> s.state != 'Z' && s.state != 'X').map(s -> bootId() + ":" + s.started);
    }

    private static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
