package dev.towline.apply;

import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.Journal;
import dev.towline.history.PhaseTime;
import dev.towline.history.Undo;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.HostLocks;
import dev.towline.plan.Phase;
import dev.towline.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the steps of a plan, phase by phase; each is written as intended with its inverse, done, then marked done. */
public final class Applier {
    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);
    private final Host host;
    private final Journal journal;
    private final Effects effects;
    private final Events events;

    public Applier(Host host, Journal journal, Effects effects, Events events) {
        this.host = host;
        this.journal = journal;
        this.effects = effects;
        this.events = events;
    }

    /**
     * @param phases those of {@link Phases#of}, in order
     * @param timed told of each phase that ended
     * @throws StepFailed at the first step that fails; the ones before it stay done, and in the journal
     */
    public void apply(SequencedMap<Phase, List<Step>> phases, Work work, Consumer<PhaseTime> timed) throws StepFailed {
        for (var entry : phases.entrySet()) {
            Instant began = host.clock().instant();
            try (HostLocks.Held _ = host.locks().acquire(LockNames.of(entry.getKey(), entry.getValue()))) {
                for (Step step : entry.getValue()) {
                    one(step, work);
                }
            } finally {
                Instant now = host.clock().instant();
                Duration took = Duration.between(began, now);
                timed.accept(new PhaseTime(entry.getKey().toString(), took));
                events.publish(new Event.PhaseEnded(now, work.target(), work.deployment().value(),
                        entry.getKey().toString(), took));
            }
        }
    }

    private void one(Step step, Work work) throws StepFailed {
        LOG.info("{}: {} ({})", step.phase(), step.action().describe(), step.why());
        try {
            if (step.phase().beforeCommit()) {
                journalled(step, work);
            } else {
                effects.perform(step.action(), work);
            }
        } catch (Refused e) {
            throw new StepFailed(step.phase(), step.action(), e.fault(),
                    step.action().describe() + ": " + e.getMessage(), e);
        } catch (HostException e) {
            throw new StepFailed(step.phase(), step.action(), StepFailed.fault(e.kind()),
                    step.action().describe() + ": " + e.getMessage(), e);
        }
    }

    private void journalled(Step step, Work work) {
        Undo inverse = effects.inverse(step.action(), work);
        if (inverse instanceof Undo.Nothing) {
            effects.perform(step.action(), work);
            return;
        }
        long entry = journal.intend(work.target(), step.action().describe(), inverse);
        effects.perform(step.action(), work);
        journal.done(work.target(), entry);
    }
}
