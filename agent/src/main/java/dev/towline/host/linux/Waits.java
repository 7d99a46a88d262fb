package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Pause;
import java.time.Duration;

/** Waiting in this room. */
public final class Waits {
    private Waits() {}

    /** Real time. */
    public static final Pause REAL = Thread::sleep;

    /** Sleeps; an interrupt is the caller's work being cancelled, and ends in KILLED with the flag restored. */
    public static void sleep(Pause pause, Duration duration, String doing) {
        try {
            pause.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(doing, e);
        }
    }

    public static HostException cancelled(String doing, InterruptedException e) {
        return new HostException(Kind.KILLED, "cancelled while " + doing, e);
    }

    /** Sleeps, or says false when interrupted, the flag restored. */
    static boolean quietly(Duration duration) {
        try {
            REAL.sleep(duration);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
