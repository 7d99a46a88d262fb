package dev.towline.reconcile;

import dev.towline.apply.Applier;
import dev.towline.apply.Effects;
import dev.towline.apply.Undoing;
import dev.towline.desired.TargetName;
import dev.towline.event.Events;
import dev.towline.health.Prober;
import dev.towline.health.Verdict;
import dev.towline.history.History;
import dev.towline.host.Host;
import dev.towline.migrate.django.DjangoMigrations;
import dev.towline.migrate.files.FileMigrations;
import dev.towline.migrate.order.ByEngine;
import dev.towline.migrate.order.MigrationTools;
import dev.towline.migrate.order.OrderedMigrations;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.release.AppTrees;
import dev.towline.release.ReleaseBuilder;
import dev.towline.release.Releases;
import dev.towline.restore.DumpCommands;
import dev.towline.restore.PointFolder;
import dev.towline.restore.Proving;
import dev.towline.restore.PutBack;
import dev.towline.restore.RestorePoints;
import dev.towline.status.LiveBoard;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The rooms that a pass goes through, put together; the same for the agent, for a command and for a simulated run. */
public record Workbench(Host host, History history, Wanted wanted, Events events, LiveBoard board,
        Reconciler reconciler,
        Requests requests, Restores restores, Examining examining, Passes passes, KnownBefore knownBefore, Pins pins) {

    /**
     * What the rooms are made of.
     *
     * @param migrations what the processes of migrations need of this program
     * @param state the agent's own folder on the host
     * @param restorePoints folder of the dumps; those who dump must be able to pass to it, so not below {@code state}
     * @param leastBytes free bytes below which no build begins
     * @param longestWait cap of the waits between tries
     */
    public record Materials(Host host, History history, Wanted wanted, AppTrees apps, Events events, LiveBoard board,
            Supplier<Prober> probers, DumpCommands dumps, MigrationTools migrations, String state, String restorePoints,
            long leastBytes,
            Duration longestWait,
            RandomGenerator random) {}

    public static Workbench of(Materials m) {
        PointFolder points = new PointFolder(m.host(), m.restorePoints());
        RestorePoints taking = new RestorePoints(m.host(), m.events(), points, m.dumps());
        OrderedMigrations migrations = new ByEngine(
                new DjangoMigrations(m.host(), m.history(), m.events(), m.migrations()),
                new FileMigrations(m.host(), m.history(), m.events(), m.migrations()));
        Releases releases = new Releases(m.host(), new ReleaseBuilder(m.host(), m.apps(), m.leastBytes()),
                taking, migrations, m.events());
        HealthGate health = new HealthGate(m.host(), m.events(), m.probers());
        Effects effects = new Effects(m.host(), m.history().journal(), m.state() + "/staging", releases, health);
        Applier applier = new Applier(m.host(), m.history().journal(), effects, m.events());
        Undoing undoing = new Undoing(m.host(), m.history().journal(), new PutBack(m.host(), m.dumps()));
        Backoff backoff = new Backoff(m.longestWait(), m.random()::nextDouble);
        Blame blame = new Blame(m.host(), m.history(), backoff, target -> lastGood(m, health, target));
        DeploymentIds ids = new DeploymentIds(m.random()::nextInt);
        Deploying deploying = new Deploying(m.host(), m.history(), m.events(), applier, undoing, blame,
                ids, target -> mending(m, target));
        Recovery recovery = new Recovery(m.host(), m.history(), undoing, m.wanted());
        Reconciler reconciler = new Reconciler(m.host(), m.history(), m.events(), m.wanted(), recovery, deploying,
                health, backoff);
        Proving proving = new Proving(m.host(), points, m.dumps());
        Restores restores = new Restores(m.host(), m.history(), m.wanted(), points, proving,
                new Replacing(m.host(), m.history(), m.events(), taking, proving, releases, undoing, ids), recovery);
        Requests requests = new Requests(m.host(), m.history(), m.wanted(), reconciler, backoff, restores);
        Passes passes = new Passes(m.host(), m.events(), reconciler, requests,
                new Reporting(m.history(), m.events(), m.board(), m.wanted()),
                () -> Integer.toHexString(m.random().nextInt() | 0x80000000).substring(2), backoff, m.wanted(),
                m.longestWait(), health::forget);
        return new Workbench(m.host(), m.history(), m.wanted(), m.events(), m.board(), reconciler, requests, restores,
                new Examining(m.host(), m.history(), m.wanted(), migrations, ids), passes,
                new KnownBefore(m.host(), m.history(), restores), new Pins(m.history(), m.wanted()));
    }

    private static Optional<Attempt> mending(Materials m, TargetName target) {
        return new Candidates(m.wanted(), m.history()).lastGood(target)
                .flatMap(choice -> choice.rendering() instanceof Rendering.Ready ready
                        ? Optional.of(
                                new Drafting(m.host(), m.history(), m.wanted()).draft(ready.target(), choice.heads(),
                                        "back to the last good pair").attempt())
                        : Optional.empty())
                .filter(attempt -> !attempt.steps().isEmpty());
    }

    private static Verdict lastGood(Materials m, HealthGate health, TargetName target) {
        return m.history().targets().lastGood(target)
                .map(pair -> m.wanted().render(target, new Heads(pair.config(), pair.app())))
                .filter(Rendering.Ready.class::isInstance).map(Rendering.Ready.class::cast)
                .map(ready -> health.lookWithPatience(ready.target())).orElseGet(Verdict.Healthy::new);
    }
}
