package dev.towline.plan;

import dev.towline.health.Endpoint;
import dev.towline.health.HealthCheck;
import dev.towline.observe.ObservedState.Running;
import dev.towline.plan.Action.Verb;
import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BackgroundProcess;
import dev.towline.render.RenderedRelease.SlotUnit;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.render.RenderedRelease.WebProcess;
import dev.towline.render.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bringing out a release beside the one that runs, or mending the one that runs. */
final class ReleasePlan {
    private final PlanInput input;
    private final Draft draft;
    private boolean maintenance;

    ReleasePlan(PlanInput input, Draft draft) {
        this.input = input;
        this.draft = draft;
    }

    void add() {
        input.target().release().ifPresent(release -> {
            if (release.path().equals(input.observed().running().current())) {
                new RepairPlan(input, draft, release).add();
            } else {
                bringOut(release);
            }
        });
    }

    private void bringOut(RenderedRelease release) {
        build(release);
        migrate(release);
        release.web().ifPresent(web -> boot(release, web));
        takeOver(release);
        retire(release);
    }

    private void build(RenderedRelease release) {
        release.environment().filter(e -> !input.observed().environments().contains(e.digest()))
                .ifPresent(e -> draft.add(Phase.BUILD, new Action.BuildEnvironment(release), Cause.CHANGED,
                        "no environment for these inputs yet"));
        if (!input.observed().releases().contains(release.id())) {
            draft.add(Phase.BUILD, new Action.BuildRelease(release), Cause.CHANGED, reason(release));
        }
    }

    private String reason(RenderedRelease release) {
        @Nullable
        String current = input.observed().running().current();
        if (current == null) {
            return "nothing runs yet";
        }
        String running = current.substring(current.lastIndexOf('/') + 1);
        String app = release.id().substring(0, release.id().indexOf('-'));
        return running.startsWith(app + "-")
                ? Planner.changed(input, "settings")
                : "app is at " + release.app().shortName();
    }

    private void migrate(RenderedRelease release) {
        if (release.migration().isEmpty()) {
            return;
        }
        boolean alone = Maintenance.ofNothingThatRuns(input, release);
        maintenance = !alone && Maintenance.approved(input, draft, release);
        if (maintenance) {
            Maintenance.add(input, draft, release, release.web().flatMap(this::serving));
            return;
        }
        draft.add(Phase.SAVE, new Action.Save(release), Cause.FOLLOWS, "migrations may be pending");
        String why = "the old code must live with the new schema";
        Optional<SlotUnit> old = release.web().flatMap(this::serving);
        List<HealthCheck> its = Checks.web(input.live());
        old.ifPresent(slot -> draft.add(Phase.SAVE, new Action.AskBefore(its, new Endpoint.Unix(slot.socket())),
                Cause.FOLLOWS, why));
        ContractPlan.beforeNext(input, draft, release, release.web().filter(w -> lingers(release, w)).isPresent());
        release.migration().flatMap(RenderedRelease.Migration::ordered).ifPresent(ordered -> draft.add(Phase.MIGRATE,
                new Action.JudgeMigrations(release, input.observed().running().current(), alone), Cause.FOLLOWS,
                "before any statement runs"));
        String unordered = release.migration().orElseThrow().unordered();
        draft.add(Phase.MIGRATE, new Action.Migrate(release, alone), Cause.FOLLOWS, unordered.isEmpty()
                ? "migrations may be pending"
                : "as they are, while the old release serves: the site has " + unordered);
        old.ifPresent(slot -> draft.add(Phase.MIGRATE,
                new Action.AwaitUnharmed(its, new Endpoint.Unix(slot.socket()), input.live().interval(),
                        input.live().deadline()),
                Cause.FOLLOWS, why));
    }

    private boolean lingers(RenderedRelease release, WebProcess web) {
        return release.strategy() == Strategy.BLUE_GREEN
                && input.observed().unit(web.slot(candidate(web)).unit()).running();
    }

    private Optional<SlotUnit> serving(WebProcess web) {
        if (web.socketUnit() != null) {
            return Optional.of(web.blue()).filter(b -> input.observed().unit(b.unit()).running());
        }
        return ActiveSlot.of(input.observed(), web).map(web::slot)
                .filter(s -> input.observed().unit(s.unit()).running());
    }

    /** Blue-green boots the slot that will serve; restart boots a test of it on a socket of its own, and stops it again. */
    private void boot(RenderedRelease release, WebProcess web) {
        boolean blueGreen = release.strategy() == Strategy.BLUE_GREEN;
        SlotUnit candidate = blueGreen ? web.slot(candidate(web)) : web.green();
        String why = "beside the running release, asked privately";
        draft.once(Phase.BOOT, new Action.DefinitionsOnUndo(), why);
        if (input.observed().unit(candidate.unit()).running()) {
            draft.add(Phase.BOOT, new Action.Unit(candidate.unit(), Verb.STOP), Cause.FOLLOWS,
                    "left over from another attempt");
        }
        put(Phase.BOOT, candidate.file(), why);
        draft.add(Phase.BOOT, new Action.ReloadDefinitions(), Cause.FOLLOWS, why);
        if (blueGreen && input.observed().running().socket() == null) {
            serveWhatRuns(web, candidate);
        }
        draft.add(Phase.BOOT, new Action.Unit(candidate.unit(), Verb.START), Cause.FOLLOWS, why);
        draft.add(Phase.BOOT, awaitPrivately(release, candidate), Cause.FOLLOWS, why);
        if (!blueGreen) {
            draft.add(Phase.BOOT, new Action.Unit(candidate.unit(), Verb.STOP), Cause.FOLLOWS, "it was only a test");
        }
    }

    /** A slot that starts where there is no link makes it, for reboots; so that this is undone too, it is made before. */
    private void serveWhatRuns(WebProcess web, SlotUnit candidate) {
        SlotUnit serving = ActiveSlot.of(input.observed(), web).map(web::slot).orElse(candidate);
        draft.add(Phase.BOOT, new Action.PutLink(web.currentSocket(), serving.socket()), Cause.FOLLOWS,
                serving.equals(candidate) ? "nothing serves yet" : "the link to the slot that serves is gone");
    }

    private Action awaitPrivately(RenderedRelease release, SlotUnit candidate) {
        var health = input.target().health();
        List<HealthCheck> checks = Checks.with(Checks.web(health), candidate.unit());
        return new Action.AwaitHealthy("release " + release.id(), checks, new Endpoint.Unix(candidate.socket()),
                health.passes(),
                health.interval(), health.deadline(), Duration.ZERO);
    }

    private Slot candidate(WebProcess web) {
        return ActiveSlot.of(input.observed(), web).map(Slot::other).orElse(Slot.BLUE);
    }

    private void put(Phase phase, RenderedFile file, String why) {
        var there = input.observed().at(file.path());
        FileDifference.of(input, file).filter(FileDifference.Blocked.class::isInstance)
                .map(FileDifference.Blocked.class::cast)
                .ifPresent(b -> draft.block(file.path(), b.why(), b.remedy()));
        draft.add(phase, new Action.PutFile(file, there.map(e -> e.digest()).orElse(null)), Cause.FOLLOWS, why);
    }

    /** Background first, so that the last thing done, and so the first undone, is the one rename that moves the requests. */
    private void takeOver(RenderedRelease release) {
        Background background = new Background(input, draft);
        background.stopGone(release);
        release.background().forEach(process -> move(background, process));
        Running running = input.observed().running();
        if (running.current() != null) {
            draft.add(Phase.SWITCH, new Action.PutLink(release.previous(), running.current()), Cause.FOLLOWS,
                    "the previous release's static files stay reachable");
        }
        draft.add(Phase.SWITCH, new Action.PutLink(release.current(), release.path()), Cause.FOLLOWS, reason(release));
        release.web().ifPresent(web -> {
            if (release.strategy() == Strategy.BLUE_GREEN) {
                flip(web);
            } else {
                restart(web);
            }
        });
    }

    private void move(Background background, BackgroundProcess process) {
        background.stop(process, Phase.SWITCH, "it runs from exactly one release");
        if (input.observed().unit(process.start()).running()) {
            // A reboot in between starts it from the new file: put back, it must be started from the old one.
            draft.add(Phase.SWITCH, new Action.OnUndo(process.start(), Verb.RESTART), Cause.FOLLOWS,
                    "it runs from exactly one release");
        }
        draft.add(Phase.SWITCH, new Action.DefinitionsOnUndo(), Cause.FOLLOWS, "unit files are put");
        process.files().forEach(file -> put(Phase.SWITCH, file, "it names the new release"));
        draft.add(Phase.SWITCH, new Action.ReloadDefinitions(), Cause.FOLLOWS, "unit files changed");
        background.start(process, Phase.SWITCH, Cause.FOLLOWS, "from the new release");
    }

    private void flip(WebProcess web) {
        SlotUnit candidate = web.slot(candidate(web));
        draft.add(Phase.SWITCH, new Action.PutLink(web.currentSocket(), candidate.socket()), Cause.FOLLOWS,
                "this one rename moves all new requests");
    }

    /** Where visitors are shut out, what takes over is asked itself; otherwise as visitors ask. */
    void verify() {
        input.target().release().filter(r -> maintenance).flatMap(RenderedRelease::web)
                .ifPresentOrElse(web -> Maintenance.verify(input, draft,
                        web.socketUnit() == null ? web.slot(candidate(web)) : web.blue()),
                        () -> VerifyPlan.add(input, draft));
    }

    /** Only once it has proved itself: until then a reboot without the agent brings the old one back. */
    void proved() {
        input.target().release().filter(r -> r.strategy() == Strategy.BLUE_GREEN)
                .filter(r -> !r.path().equals(input.observed().running().current())).flatMap(RenderedRelease::web)
                .ifPresent(web -> draft.add(Phase.VERIFY, new Action.Unit(web.slot(candidate(web)).unit(), Verb.ENABLE),
                        Cause.FOLLOWS, "it comes back after a reboot"));
    }

    private void restart(WebProcess web) {
        String why = "requests wait in the held socket meanwhile";
        SlotUnit main = web.blue();
        draft.once(Phase.SWITCH, new Action.OnUndo(main.unit(), Verb.RESTART), why);
        draft.add(Phase.SWITCH, new Action.DefinitionsOnUndo(), Cause.FOLLOWS, why);
        put(Phase.SWITCH, main.file(), "it names the new release");
        draft.add(Phase.SWITCH, new Action.ReloadDefinitions(), Cause.FOLLOWS, "unit files changed");
        draft.add(Phase.SWITCH, new Action.Unit(main.unit(), Verb.ENABLE), Cause.FOLLOWS,
                "it comes back after a reboot");
        if (web.socketUnit() != null && !input.observed().unit(web.socketUnit()).running()) {
            draft.add(Phase.SWITCH, new Action.Unit(web.socketUnit(), Verb.ENABLE), Cause.FOLLOWS, why);
            draft.add(Phase.SWITCH, new Action.Unit(web.socketUnit(), Verb.START), Cause.FOLLOWS, why);
        }
        Verb verb = input.observed().unit(main.unit()).running() ? Verb.RESTART : Verb.START;
        draft.add(Phase.SWITCH, new Action.Unit(main.unit(), verb), Cause.FOLLOWS, why);
    }

    private void retire(RenderedRelease release) {
        release.web().filter(w -> release.strategy() == Strategy.BLUE_GREEN)
                .ifPresent(web -> ActiveSlot.of(input.observed(), web).map(web::slot)
                        .ifPresent(old -> Retirement.of(input, draft, old, web.drain())));
        if (maintenance) {
            Maintenance.reopen(draft, release);
        }
        release.migration().flatMap(RenderedRelease.Migration::ordered)
                .ifPresent(ordered -> Owed.settle(draft, release, "no process of the release before runs any more"));
        if (!maintenance) {
            ContractPlan.afterSoak(input, draft, release);
        }
        RetentionPlan.add(input, draft, release);
    }
}
