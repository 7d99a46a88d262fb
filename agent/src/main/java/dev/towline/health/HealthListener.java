package dev.towline.health;

/** Hears each answer as it comes. */
@FunctionalInterface
public interface HealthListener {
    /**
     * One check was asked.
     *
     * @param detail why it is down, empty when it is up
     */
    void seen(String check, boolean up, String detail);
}
