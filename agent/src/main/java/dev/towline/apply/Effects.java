package dev.towline.apply;

import dev.towline.history.Journal;
import dev.towline.history.Undo;
import dev.towline.host.Host;
import dev.towline.plan.Action;

/** How each action is done, and what its inverse is just before. */
public final class Effects {
    private final FileEffects files;
    private final UnitEffects units;
    private final FoundationEffects foundation;
    private final Validations validations;
    private final ReleaseEffects releases;
    private final HealthEffects health;

    /** @param staging folder of the agent's own for files that are being judged */
    public Effects(Host host, Journal journal, String staging, ReleaseEffects releases, HealthEffects health) {
        this.files = new FileEffects(host.files(), journal);
        this.units = new UnitEffects(host.services());
        this.foundation = new FoundationEffects(host);
        this.validations = new Validations(host, staging);
        this.releases = releases;
        this.health = health;
    }

    Undo inverse(Action action, Work work) {
        return switch (action) {
            case Action.PutFile a -> files.inverse(a.file().path());
            case Action.PutDirectory a -> files.inverse(a.path());
            case Action.PutLink a -> files.inverse(a.path());
            case Action.PutOwnership a -> files.ownershipInverse(a.path());
            case Action.Remove a -> files.inverse(a.path());
            case Action.Unit a -> units.inverse(a);
            case Action.OnUndo a -> UnitEffects.promise(a);
            case Action.DefinitionsOnUndo a -> new Undo.ReloadDefinitions();
            case Action.RunOnUndo a -> new Undo.Run(a.argv());
            case Action.Migrate a -> releases.whileMigrating(a, work);
            case Action.Contract a -> releases.whileContracting(work);
            case Action.JudgeMigrations a -> releases.whileJudging(a, work);
            case Action.SettleMigrations a -> new Undo.Nothing();
            case Action.ListeningOnUndo a -> new Undo.AwaitListening(a.socket());
            case Action.PutBackOnUndo a -> releases.putBack(a.release(), work);
            case Action.Validate a -> new Undo.Nothing();
            case Action.InstallPackages a -> new Undo.Nothing();
            case Action.CreateUser a -> new Undo.Nothing();
            case Action.JoinGroups a -> new Undo.Nothing();
            case Action.PutDatabase a -> new Undo.Nothing();
            case Action.Setup a -> new Undo.Nothing();
            case Action.Run a -> new Undo.Nothing();
            case Action.ReloadDefinitions a -> new Undo.Nothing();
            case Action.RemoveTree a -> new Undo.Nothing();
            case Action.BuildEnvironment a -> new Undo.Nothing();
            case Action.BuildRelease a -> new Undo.Nothing();
            case Action.Save a -> new Undo.Nothing();
            case Action.AwaitHealthy a -> new Undo.Nothing();
            case Action.AskBefore a -> new Undo.Nothing();
            case Action.AwaitUnharmed a -> new Undo.Nothing();
            case Action.Drain a -> new Undo.Nothing();
        };
    }

    void perform(Action action, Work work) {
        switch (action) {
            case Action.PutFile a -> files.put(a);
            case Action.PutDirectory a -> files.put(a);
            case Action.PutLink a -> files.put(a);
            case Action.PutOwnership a -> files.put(a);
            case Action.Remove a -> files.remove(a);
            case Action.RemoveTree a -> files.remove(a);
            case Action.Unit a -> units.perform(a);
            case Action.ReloadDefinitions a -> units.reloadDefinitions();
            case Action.OnUndo a -> {
            }
            case Action.DefinitionsOnUndo a -> {
            }
            case Action.RunOnUndo a -> {
            }
            case Action.ListeningOnUndo a -> {
            }
            case Action.PutBackOnUndo a -> {
            }
            case Action.Validate a -> validations.check(a);
            case Action.InstallPackages a -> foundation.install(a);
            case Action.CreateUser a -> foundation.create(a);
            case Action.JoinGroups a -> foundation.join(a);
            case Action.PutDatabase a -> foundation.put(a);
            case Action.Setup a -> foundation.setUp(a);
            case Action.Run a -> foundation.run(a.argv(), null);
            case Action.BuildEnvironment a -> releases.buildEnvironment(a.release(), work);
            case Action.BuildRelease a -> releases.buildRelease(a.release(), work);
            case Action.Save a -> releases.save(a.release(), work);
            case Action.Migrate a -> releases.migrate(a, work);
            case Action.Contract a -> releases.contract(a, work);
            case Action.JudgeMigrations a -> releases.judge(a, work);
            case Action.SettleMigrations a -> releases.settle(a.release(), work);
            case Action.AwaitHealthy a -> health.await(a, work);
            case Action.AskBefore a -> {
                if (releases.touchesData(work)) {
                    health.askBefore(a, work);
                }
            }
            case Action.AwaitUnharmed a -> {
                if (releases.touchesData(work)) {
                    health.awaitUnharmed(a, work);
                }
            }
            case Action.Drain a -> health.drain(a, work);
        }
    }
}
