package dev.towline.reconcile;

import dev.towline.history.DeploymentId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.IntSupplier;

/** Names for deployments: the time in UTC, and a few random digits. */
public final class DeploymentIds {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC);
    private final IntSupplier random;

    /** @param random any int; a simulated run gives a seeded one */
    public DeploymentIds(IntSupplier random) {
        this.random = random;
    }

    DeploymentId next(Instant now) {
        return new DeploymentId(STAMP.format(now) + "-" + String.format("%06x", random.getAsInt() & 0xFFFFFF));
    }
}
