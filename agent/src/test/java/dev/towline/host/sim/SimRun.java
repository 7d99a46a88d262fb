package dev.towline.host.sim;

import dev.towline.host.UnitState.Active;
import java.time.Duration;
import java.time.Instant;

/** A unit that was started, and what has become of it since, computed from the time alone. */
record SimRun(Launch launch, SimProgram program, int pid) {
    /** systemd's start limit: 5 starts within 10 s. */
    private static final int BURST = 5;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    record View(Active active, int restarts, boolean listens, boolean wellAnswering) {}

    View at(Instant now) {
        Duration age = Duration.between(launch.at(), now);
        Duration lives = program.crashesAfter();
        if (lives == null || age.compareTo(lives) < 0) {
            boolean listens = age.compareTo(program.boots()) >= 0;
            Duration sickAfter = program.sickAfter();
            return new View(Active.ACTIVE, 0, listens, listens && (sickAfter == null || age.compareTo(sickAfter) < 0));
        }
        if (!launch.definition().restarts()) {
            return new View(Active.FAILED, 0, false, false);
        }
        long period = lives.plus(launch.definition().restartDelay()).toNanos();
        long cycles = age.toNanos() / period;
        if (cycles >= BURST && period * BURST <= WINDOW.toNanos()) {
            return new View(Active.FAILED, BURST, false, false);
        }
        boolean up = age.toNanos() % period < lives.toNanos();
        return new View(up ? Active.ACTIVE : Active.ACTIVATING, (int) cycles, up, up);
    }
}
