package dev.towline.trigger;

import java.util.List;

/**
 * Everything that came for a target since its last pass.
 *
 * @param why what is told as the reason of the pass
 * @param number counts the target's passes since the agent started, from 1
 * @param requests what people asked for, oldest first, each to be carried out in this order
 */
public record Wake(long number, Trigger why, List<Trigger.Manual> requests) {
    public Wake {
        requests = List.copyOf(requests);
    }
}
