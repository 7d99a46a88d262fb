package dev.towline.host.sim;

import dev.towline.host.Sockets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Connections that last until a time. */
public final class SimSockets implements Sockets {
    private record Busy(int connections, Instant until) {}

    private final SimClock clock;
    private final SimDisk disk;
    private final Predicate<String> listening;
    private final Map<String, Busy> busy = new HashMap<>();

    SimSockets(SimClock clock, SimDisk disk, Predicate<String> listening) {
        this.clock = clock;
        this.disk = disk;
        this.listening = listening;
    }

    /** So many requests are under way on the socket, for so long. */
    public void busy(String path, int connections, Duration time) {
        busy.put(path, new Busy(connections, clock.instant().plus(time)));
    }

    @Override
    public int connections(String path) {
        Busy found = busy.get(disk.resolve(path).orElse(path));
        return found == null || !clock.instant().isBefore(found.until) ? 0 : found.connections;
    }

    @Override
    public boolean listens(String path) {
        return listening.test(path);
    }
}
