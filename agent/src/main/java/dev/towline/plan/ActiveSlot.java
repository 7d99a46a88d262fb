package dev.towline.plan;

import dev.towline.observe.ObservedState;
import dev.towline.render.RenderedRelease.WebProcess;
import dev.towline.render.Slot;
import java.util.Optional;

/** Which slot serves: the one that the current socket names; after a reboot, while the link is gone, the one that runs. */
final class ActiveSlot {
    private ActiveSlot() {}

    static Optional<Slot> of(ObservedState observed, WebProcess web) {
        String socket = observed.running().socket();
        for (Slot slot : Slot.values()) {
            if (web.slot(slot).socket().equals(socket)) {
                return Optional.of(slot);
            }
        }
        if (observed.running().current() == null) {
            return Optional.empty();
        }
        for (Slot slot : Slot.values()) {
            if (observed.unit(web.slot(slot).unit()).running()) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }
}
