package dev.towline.host.local;

import dev.towline.host.linux.ProcessTree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ends all processes of a service: the unit's signal first, time to obey, then SIGKILL. */
final class Stopping {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration WITHOUT_FILE = Duration.ofSeconds(10);

    private Stopping() {}

    /** The spec is empty where the unit's file is gone. */
    static void end(long pid, Optional<ServiceSpec> spec) {
        ProcessTree tree = new ProcessTree(pid);
        List<Long> asked = spec.map(ServiceSpec::killMain).orElse(false) ? List.of(pid) : tree.pids();
        asked.forEach(process -> Signals.send(process, spec.map(ServiceSpec::killSignal).orElse("TERM")));
        Duration timeout = spec.map(ServiceSpec::stopTimeout).orElse(WITHOUT_FILE);
        long until = System.nanoTime() + timeout.toNanos();
        while (!tree.isEmpty() && System.nanoTime() < until && Signals.pause(LOOK)) {
            continue;
        }
        tree.kill();
    }
}
