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

/**
 * A release that old code cannot live with, on a person's word: visitors get 503 and a page, old code is stopped, and the database is
 * put back if the new release is not healthy. The way in is opened again only after the commit, so that whatever is taken back,
 * nobody has written anything since the restore point.
 */
public final class Maintenance {
    private static final String APPROVAL = "maintenance ";
    private static final String WHY = "in maintenance, as a person approved";
    private static final byte[] FLAG = "Towline has put this site in maintenance.\n"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private Maintenance() {}

    /** What a person's word for a release is remembered as, in the place of the digest of removals. */
    public static String approval(String release) {
        return APPROVAL + release;
    }

    /** Whether a remembered word is one for a maintenance release. */
    public static boolean isApproval(String approved) {
        return approved.startsWith(APPROVAL);
    }

    /** The site's proxy answers 503 while this is there. */
    public static String flag(RenderedRelease release) {
        return release.home() + "/maintenance";
    }

    static boolean approved(PlanInput input, RenderedRelease release) {
        return approval(release.id()).equals(input.approved())
                && release.migration().flatMap(RenderedRelease.Migration::ordered).isPresent();
    }

    static void add(PlanInput input, Draft draft, RenderedRelease release, Optional<SlotUnit> serving) {
        draft.add(Phase.BUILD, new Action.JudgeMigrations(release, null, true), Cause.FOLLOWS,
                "before visitors are turned away");
        draft.add(Phase.SAVE, new Action.PutFile(file(release), null), Cause.FOLLOWS, WHY);
        serving.ifPresent(slot -> release.web().map(WebProcess::drain).ifPresent(drain -> {
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

    /** The proxy lets nobody in yet, so the slot itself is asked. */
    static void verify(PlanInput input, Draft draft, SlotUnit slot) {
        var health = input.target().health();
        draft.add(Phase.VERIFY,
                new Action.AwaitHealthy(input.target().name().toString(), Checks.with(Checks.web(health), slot.unit()),
                        new Endpoint.Unix(slot.socket()), health.passes(), health.interval(), health.deadline(),
                        Duration.ZERO),
                Cause.FOLLOWS, "before visitors are let in again");
        draft.add(Phase.RETIRE, new Action.Remove(flag(input.target().release().orElseThrow()), null, null),
                Cause.FOLLOWS, "the release is healthy: visitors are let in again");
    }

    /** A kill after the commit may have left the site closed. What a person put there to close it stays. */
    static void open(PlanInput input, Draft draft, RenderedRelease release) {
        input.observed().at(flag(release)).filter(there -> Digest.of(FLAG).equals(there.digest()))
                .ifPresent(there -> draft.add(Phase.SWITCH, new Action.Remove(flag(release), null, null), Cause.DRIFT,
                        "maintenance has ended"));
    }

    /** The file at {@link #flag}. */
    public static RenderedFile file(RenderedRelease release) {
        return new RenderedFile(flag(release), Content.of(FLAG), Ownership.root(0644), null, new OnChange.Nothing(),
                false, "maintenance");
    }
}
