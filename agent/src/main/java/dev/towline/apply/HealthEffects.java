package dev.towline.apply;

import dev.towline.plan.Action;

/** What the health room does for a plan: waiting and watching; nothing on the host changes. */
public interface HealthEffects {
    /** @throws Refused when the checks do not pass in time, or something newer came */
    void await(Action.AwaitHealthy action, Work work);

    /** Remembers which checks pass before the database changes. */
    void askBefore(Action.AskBefore action, Work work);

    /** @throws Refused when a check that passed before does not pass again in time, or something newer came */
    void awaitUnharmed(Action.AwaitUnharmed action, Work work);

    void drain(Action.Drain action, Work work);
}
