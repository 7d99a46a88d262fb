package dev.towline.trigger;

/** Where triggers are offered; never blocks, never fails. */
@FunctionalInterface
public interface TriggerSink {
    /** False where it will not be acted on: the target is unknown, or too many requests wait for it already. */
    boolean offer(Trigger trigger);
}
