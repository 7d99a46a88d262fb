package dev.towline.apply;

import dev.towline.history.Undo;
import dev.towline.plan.Action;
import dev.towline.render.RenderedRelease;

/** What the rooms of releases, restore points and migrations do for a plan. */
public interface ReleaseEffects {
    void buildEnvironment(RenderedRelease release, Work work);

    void buildRelease(RenderedRelease release, Work work);

    /** Saves the release's databases when migrations are pending. */
    void save(RenderedRelease release, Work work);

    /** How a migration that this deployment starts is found again after a kill. */
    Undo whileMigrating(Action.Migrate action, Work work);

    /** Whether this deployment has found migrations that are pending, or something that waits to be contracted. */
    boolean touchesData(Work work);

    void migrate(Action.Migrate action, Work work);

    /** As {@link #whileMigrating}, for a contract. */
    Undo whileContracting(Work work);

    /** Puts back what the restore point of this release holds; it is taken before. */
    Undo putBack(RenderedRelease release, Work work);

    void contract(Action.Contract action, Work work);

    /** What the judge makes beside, and a kill would leave. */
    Undo whileJudging(Action.JudgeMigrations action, Work work);

    void judge(Action.JudgeMigrations action, Work work);

    void settle(RenderedRelease release, Work work);
}
