package dev.towline.host.sim;

import dev.towline.host.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody waits. */
public final class SimClock extends Clock implements Pause {
    private final Stage stage;
    private final List<Runnable> listeners = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    SimClock(Stage stage) {
        this.stage = stage;
    }

    /** Called after each step of time. */
    void onStep(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        stage.look("pause", "sleep", duration.toString());
        advance(duration);
    }

    /** Lets time pass, for the world and whoever is in it. */
    public void advance(Duration duration) {
        now = now.plus(duration);
        listeners.forEach(Runnable::run);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
