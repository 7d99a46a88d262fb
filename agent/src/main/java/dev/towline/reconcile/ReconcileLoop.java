package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.trigger.Mailbox;
import dev.towline.trigger.Mailboxes;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.TriggerSink;
import dev.towline.trigger.Wake;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocking work on virtual threads of its own: one that looks at the repos, one a target that runs its passes. The host's own
 * components come before the sites whenever Git moved.
 */
public final class ReconcileLoop implements TriggerSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(20);
    private final Passes passes;
    private final Wanted wanted;
    private final Following following;
    private final Mailboxes mailboxes;
    private final Timers timers;
    private final Events events;
    private final Clock clock;
    private final Runnable firstLookDone;
    private final Semaphore permits;
    private final Mailbox looks = new Mailbox();
    private final Map<TargetName, Thread> workers = new ConcurrentHashMap<>();
    private final Map<TargetName, Trigger> afterHost = new ConcurrentHashMap<>();
    private volatile boolean closing;
    private volatile Thread looker = Thread.ofVirtual().unstarted(() -> {});

    /** @param parallel how many targets may be at work at once */
    public ReconcileLoop(Passes passes, Wanted wanted, Following following, Mailboxes mailboxes, Timers timers,
            Events events, Clock clock, Runnable firstLookDone, int parallel) {
        this.passes = passes;
        this.wanted = wanted;
        this.following = following;
        this.mailboxes = mailboxes;
        this.timers = timers;
        this.events = events;
        this.clock = clock;
        this.firstLookDone = firstLookDone;
        this.permits = new Semaphore(parallel, true);
    }

    public void start() {
        looker = Thread.ofVirtual().name("look").start(this::lookOften);
        offer(new Trigger.Startup());
    }

    /** What needs Git goes to the one who looks; what a person decided about this host goes straight to its target. */
    @Override
    public boolean offer(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Interval t -> looks.offer(t);
            case Trigger.Startup t -> looks.offer(t);
            case Trigger.Webhook t -> looks.offer(t);
            case Trigger.Retry t -> mailboxes.offer(t);
            case Trigger.Drift t -> mailboxes.offer(t);
            case Trigger.Manual t -> t.request() instanceof Trigger.Request.Reconcile && t.target().isEmpty()
                    ? looks.offer(t)
                    : mailboxes.offer(t) && (!(t.request() instanceof Trigger.Request.Reconcile) || looks.offer(t));
        };
    }

    @Override
    public long pass(TargetName target) {
        return mailboxes.pass(target);
    }

    private void lookOften() {
        try {
            while (!closing) {
                Optional<Wake> wake = looks.take();
                if (wake.isPresent()) {
                    look(wake.get().why());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Trigger why) {
        try {
            Following.Look look = following.look(!(why instanceof Trigger.Interval));
            look.targets().forEach(this::employ);
            look.targets().forEach(target -> {
                if (look.moved() && !target.isHost()) {
                    afterHost.put(target, why);
                }
            });
            // A site that waits for the host's pass is not woken before it.
            look.targets().stream().filter(t -> t.isHost() || !afterHost.containsKey(t))
                    .forEach(t -> mailboxes.open(t).offer(why));
        } catch (RuntimeException e) {
            LOG.error("looking at the repos failed", e);
        }
        firstLookDone.run();
    }

    private void employ(TargetName target) {
        mailboxes.open(target);
        workers.computeIfAbsent(target, t -> Thread.ofVirtual().name("site " + t).start(() -> work(t)));
    }

    private void work(TargetName target) {
        try {
            while (!closing) {
                Optional<Wake> wake = mailboxes.open(target).take();
                if (wake.isEmpty()) {
                    return;
                }
                pass(target, wake.get());
                if (target.isHost()) {
                    releaseSites();
                } else if (!following.names(target)) {
                    dismiss(target);
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void releaseSites() {
        afterHost.forEach((site, why) -> {
            if (afterHost.remove(site, why)) {
                mailboxes.open(site).offer(why);
            }
        });
    }

    private void pass(TargetName target, Wake wake) throws InterruptedException {
        permits.acquire();
        ReconcileResult result;
        try {
            Optional<Heads> began = wanted.heads(target);
            Mailbox mailbox = mailboxes.open(target);
            result = passes.run(target, wake, () -> mailbox.requested() || !wanted.heads(target).equals(began));
        } finally {
            permits.release();
        }
        if (result instanceof ReconcileResult.Waiting waiting) {
            timers.after(waiting.after(), () -> mailboxes.open(target).offer(new Trigger.Retry(target, "waited")));
        }
        if (result instanceof ReconcileResult.Superseded) {
            mailboxes.open(target).offer(new Trigger.Retry(target, "something newer came"));
        }
    }

    private void dismiss(TargetName target) {
        LOG.info("{} is gone from Git", target);
        workers.remove(target);
        mailboxes.close(target);
        events.publish(new Event.TargetGone(clock.instant(), target));
    }

    /** A pass that runs ends at its next interruption point; what it leaves open is taken back at the next start. */
    @Override
    public void close() {
        closing = true;
        looks.close();
        looker.interrupt();
        workers.values().forEach(Thread::interrupt);
        workers.values().forEach(ReconcileLoop::join);
    }

    private static void join(Thread worker) {
        try {
            worker.join(CLOSE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
