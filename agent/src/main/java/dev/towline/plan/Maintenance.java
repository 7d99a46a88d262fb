package dev.towline.plan;

import dev.towline.health.Endpoint;
import dev.towline.host.Digest;
import dev.towline.host.Ownership;
import dev.towline.plan.Action.Verb;
import dev.towline.plan.Step.Cause;
import dev.towline.render.Content;
import dev.towline.render.OnChange;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BackgroundProcess;
import dev.towline.render.RenderedRelease.SlotUnit;
import dev.towline.render.RenderedRelease.WebProcess;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A release that old code cannot live with, on a person's word: visitors get 503 and a page, old code is stopped, and the database is
 * put back if the new release is not healthy. The way in is opened again only after the commit, so that whatever is taken back,
 * nobody has written anything since the restore point.
 */
public final class Maintenance {
    private static final String WHY = "in maintenance, as a person approved";
    /** Visitors wait meanwhile. */
    private static final Duration LONGEST_SOAK = Duration.ofSeconds(30);
    private static final byte[] FLAG = "Towline has put this site in maintenance.\n"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private Maintenance() {}

    /** The site's proxy answers 503 while this is there. */
    public static String flag(RenderedRelease release) {
        return release.home() + "/maintenance";
    }

    /**
     * Not together with configuration that visitors' requests pass: they are shut out, so nothing could tell whether it works. It is
     * refused then, and goes out first, with the release that runs.
     */
    static boolean approved(PlanInput input, Draft draft, RenderedRelease release) {
        return !draft.has(Phase.CONFIGURE) && mayRunAsTheyAre(input, release);
    }

    /** Where nothing runs, nobody needs to be shut out, and what the front says can be asked as ever. */
    static boolean ofNothingThatRuns(PlanInput input, RenderedRelease release) {
        return input.observed().running().current() == null && mayRunAsTheyAre(input, release);
    }

    private static boolean mayRunAsTheyAre(PlanInput input, RenderedRelease release) {
        return input.approved().maintenance(release.id())
                && release.migration().flatMap(RenderedRelease.Migration::ordered).isPresent();
    }

    static void add(PlanInput input, Draft draft, RenderedRelease release, Optional<SlotUnit> serving) {
        draft.add(Phase.BUILD, new Action.JudgeMigrations(release, null, true), Cause.FOLLOWS,
                "before visitors are turned away");
        draft.add(Phase.SAVE, new Action.PutFile(file(release), null), Cause.FOLLOWS, WHY);
        serving.ifPresent(slot -> release.web().map(WebProcess::drain).ifPresent(drain -> {
            draft.add(Phase.SAVE, new Action.ListeningOnUndo(slot.socket()), Cause.FOLLOWS,
                    "nobody is let in to what does not answer yet");
            draft.add(Phase.SAVE, new Action.Drain(slot.socket(), drain), Cause.FOLLOWS,
                    "what was accepted is answered");
            draft.add(Phase.SAVE, new Action.Unit(slot.unit(), Verb.STOP), Cause.FOLLOWS, WHY);
        }));
        Background background = new Background(input, draft);
        for (BackgroundProcess process : release.background()) {
            background.stop(process, Phase.SAVE, WHY);
        }
        draft.add(Phase.SAVE, new Action.Save(release), Cause.FOLLOWS, "it is put back if the release fails");
        draft.add(Phase.MIGRATE, new Action.PutBackOnUndo(release), Cause.FOLLOWS, WHY);
        draft.add(Phase.MIGRATE, new Action.Migrate(release, true), Cause.FOLLOWS, WHY);
    }

    /** The proxy lets nobody in yet, so the slot itself is asked; there is no way back later, so for a while. */
    static void verify(PlanInput input, Draft draft, SlotUnit slot) {
        var health = input.target().health();
        draft.add(Phase.VERIFY,
                new Action.AwaitHealthy(input.target().name().toString(),
                        Checks.with(Checks.web(health), VerifyPlan.touched(draft)),
                        new Endpoint.Unix(slot.socket()), health.passes(), health.interval(), health.deadline(),
                        health.soak().compareTo(LONGEST_SOAK) < 0 ? health.soak() : LONGEST_SOAK),
                Cause.FOLLOWS, "before visitors are let in again");
    }

    /** After the old slot has ended for good, which the next reboot would bring back; before all that takes time. */
    static void reopen(Draft draft, RenderedRelease release) {
        draft.add(Phase.RETIRE, new Action.Remove(flag(release), null, null), Cause.FOLLOWS,
                "the release is healthy: visitors are let in again");
    }

    /** Whether a kill after the commit has left the site closed; what a person put there to close it is not ours. */
    static boolean closed(PlanInput input, RenderedRelease release) {
        return input.observed().at(flag(release)).filter(there -> Digest.of(FLAG).equals(there.digest())).isPresent();
    }

    /** @param old what a reboot may have brought back, which does not live with the database any more; null where nothing can */
    static void open(PlanInput input, Draft draft, RenderedRelease release, @Nullable SlotUnit old) {
        if (old != null && input.observed().unit(old.unit()).enabled()) {
            draft.add(Phase.SWITCH, new Action.Unit(old.unit(), Verb.DISABLE), Cause.FOLLOWS, WHY);
        }
        if (old != null && input.observed().unit(old.unit()).running()) {
            draft.add(Phase.SWITCH, new Action.Unit(old.unit(), Verb.STOP), Cause.FOLLOWS, WHY);
        }
        draft.add(Phase.SWITCH, new Action.Remove(flag(release), null, null), Cause.DRIFT, "maintenance has ended");
    }

    /** The file at {@link #flag}. */
    public static RenderedFile file(RenderedRelease release) {
        return new RenderedFile(flag(release), Content.of(FLAG), Ownership.root(0644), null, new OnChange.Nothing(),
                false, "maintenance");
    }
}
