package dev.towline.host.sim;

import java.time.Duration;

/**
 * What a job does.
 *
 * @param takes how long
 * @param exit its exit code
 * @param killed whether somebody killed it
 * @param output what it prints
 * @param effect what it does to the world, all at its end and only with exit 0
 */
public record SimWork(Duration takes, int exit, boolean killed, String output, Runnable effect) {
    public static SimWork doing(Runnable effect) {
        return new SimWork(Duration.ofSeconds(1), 0, false, "", effect);
    }

    public static SimWork failing(int exit, String output) {
        return new SimWork(Duration.ofSeconds(1), exit, false, output, () -> {});
    }

    public SimWork taking(Duration time) {
        return new SimWork(time, exit, killed, output, effect);
    }
}
