package dev.towline.trigger;

import dev.towline.desired.TargetName;

/** Where triggers are offered; never blocks, never fails. */
public interface TriggerSink {
    /** False where it will not be acted on: the target is unknown, or too many requests wait for it already. */
    boolean offer(Trigger trigger);

    /** The number of the target's pass that will have seen, at the latest, all that was offered for it until now. */
    long pass(TargetName target);
}
