package dev.towline.migrate.apply;

import java.time.Duration;

/**
 * How long what may take.
 *
 * @param lock how long one attempt waits for a lock
 * @param statement for what may keep others waiting
 * @param unhurried for what stops no writer: concurrent builds and VALIDATE
 * @param attempts after a lock was not got
 * @param turn how long another agent is waited for
 */
public record Budgets(Duration lock, Duration statement, Duration unhurried, int attempts, Duration turn) {
    public Budgets {
        if (lock.toMillis() < 1 || statement.toMillis() < 1 || unhurried.toMillis() < 1 || attempts < 1) {
            throw new IllegalArgumentException("nothing runs without a timeout");
        }
    }

    /** As every engine has them. */
    public static Budgets of(Duration lock) {
        return new Budgets(lock, Duration.ofSeconds(30), Duration.ofMinutes(30), 10, Duration.ofMinutes(10));
    }
}
