package dev.towline.trigger;

import dev.towline.desired.TargetName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/** The mailboxes of all targets: brings each trigger to whom it is for, and tells how many wait. */
public final class Mailboxes implements TriggerSink {
    private final ConcurrentMap<TargetName, Mailbox> boxes = new ConcurrentHashMap<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final IntConsumer depthListener;

    /** The listener is told the new depth after each change; it must be quick. */
    public Mailboxes(IntConsumer depthListener) {
        this.depthListener = depthListener;
    }

    /** The target's mailbox, made where there is none. */
    public Mailbox open(TargetName target) {
        return boxes.computeIfAbsent(target, t -> new Mailbox());
    }

    /** The target is gone; what waited for it is dropped. */
    public void close(TargetName target) {
        Mailbox box = boxes.remove(target);
        if (box != null) {
            box.close();
            tellDepth();
        }
    }

    @Override
    public boolean offer(Trigger trigger) {
        List<Mailbox> addressed = addressees(trigger);
        boolean taken = !addressed.isEmpty();
        for (Mailbox box : addressed) {
            taken &= box.offer(trigger);
        }
        tellDepth();
        return taken;
    }

    @Override
    public long pass(TargetName target) {
        return Optional.ofNullable(boxes.get(target)).map(Mailbox::number).orElse(0L);
    }

    private List<Mailbox> addressees(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Interval i -> all();
            case Trigger.Startup s -> all();
            case Trigger.Webhook w -> all();
            case Trigger.Retry r -> of(r.target());
            case Trigger.Drift d -> of(d.target());
            case Trigger.Manual m -> m.target().map(this::of).orElseGet(this::all);
        };
    }

    private List<Mailbox> all() {
        return List.copyOf(boxes.values());
    }

    private List<Mailbox> of(TargetName target) {
        return Optional.ofNullable(boxes.get(target)).map(List::of).orElse(List.of());
    }

    /** As {@link Mailbox#take()}, of the target's mailbox. */
    public Optional<Wake> take(TargetName target) throws InterruptedException {
        Optional<Wake> wake = open(target).take();
        tellDepth();
        return wake;
    }

    /** Passes that wait, over all targets. */
    public int depth() {
        return boxes.values().stream().mapToInt(Mailbox::depth).sum();
    }

    /** Reading and telling are one step, so that the last that is told is the newest. */
    private void tellDepth() {
        telling.lock();
        try {
            depthListener.accept(depth());
        } finally {
            telling.unlock();
        }
    }
}
