package dev.towline.apply;

import dev.towline.plan.Action;
import dev.towline.plan.Phase;
import dev.towline.plan.Step;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which locks of the host a phase needs: what it checks, puts and reloads is one critical section. */
final class LockNames {
    private LockNames() {}

    static Set<String> of(Phase phase, List<Step> steps) {
        Set<String> names = new TreeSet<>();
        boolean waits = switch (phase) {
            case BUILD, SAVE, MIGRATE, VERIFY, RETIRE -> true;
            case PREPARE, CHECK, BOOT, CONFIGURE, SWITCH, PRUNE -> false;
        };
        if (waits) {
            return names;
        }
        for (Step step : steps) {
            switch (step.action()) {
                case Action.Validate a -> names.add("tree-" + a.validator().name());
                case Action.InstallPackages a -> names.add("packages");
                case Action.CreateUser a -> names.add("accounts");
                case Action.JoinGroups a -> names.add("accounts");
                default -> {
                }
            }
        }
        return names;
    }
}
