package dev.towline.trigger;

/** Where triggers are offered; never blocks, never fails. */
@FunctionalInterface
public interface TriggerSink {
    void offer(Trigger trigger);
}
