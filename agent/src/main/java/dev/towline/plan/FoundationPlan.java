package dev.towline.plan;

import dev.towline.history.Owned;
import dev.towline.host.Account;
import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedDatabase;
import dev.towline.render.RenderedDirectory;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What configuration and releases stand on: packages, users, folders, databases. All of it only adds. */
final class FoundationPlan {
    private FoundationPlan() {}

    static void add(PlanInput input, Draft draft) {
        packages(input, draft);
        input.target().users().forEach(user -> user(input, draft, user));
        input.target().directories().forEach(directory -> directory(input, draft, directory));
        input.target().databases().forEach(database -> database(input, draft, database));
    }

    static void packages(PlanInput input, Draft draft) {
        List<String> missing = input.target().packages().stream().filter(p -> !input.observed().packages().contains(p))
                .distinct().toList();
        if (!missing.isEmpty()) {
            draft.add(Phase.PREPARE, new Action.InstallPackages(missing), Cause.NEW, "not installed");
        }
    }

    private static void user(PlanInput input, Draft draft, Account user) {
        Set<String> lacking = input.observed().users().get(user.name());
        boolean ours = input.owned(Owned.Kind.USER, user.name()).isPresent();
        if (lacking == null) {
            draft.add(Phase.PREPARE, new Action.CreateUser(user), Planner.cause(ours), "there is no such user");
        } else if (!ours && !input.mayTake("user:" + user.name())) {
            draft.block("user " + user.name(), "the user " + user.name() + " exists and is not ours",
                    "choose another name, or add 'user:" + user.name() + "' to adopt");
        } else if (!lacking.isEmpty()) {
            draft.add(Phase.PREPARE, new Action.JoinGroups(user), Planner.cause(ours),
                    "is not in " + String.join(", ", lacking));
        }
    }

    private static void directory(PlanInput input, Draft draft, RenderedDirectory wanted) {
        String path = wanted.path();
        var there = input.observed().at(path);
        boolean ours = input.owned(Owned.Kind.DIRECTORY, path).isPresent();
        if (there.isEmpty()) {
            draft.add(Phase.PREPARE, new Action.PutDirectory(path, wanted.ownership()), Planner.cause(ours),
                    ours ? "deleted on the host" : "there is no such folder");
        } else if (!there.get().stat().isDirectory()) {
            draft.block(path, path + " exists and is no folder", "move it away");
        } else if (!there.get().stat().ownership().equals(wanted.ownership())) {
            ownership(input, draft, wanted, ours);
        }
    }

    private static void ownership(PlanInput input, Draft draft, RenderedDirectory wanted, boolean ours) {
        String path = wanted.path();
        String difference = input.observed().at(path).orElseThrow().stat().ownership() + ", wanted "
                + wanted.ownership();
        if (ours || input.mayTake(path)) {
            draft.add(Phase.PREPARE, new Action.PutOwnership(path, wanted.ownership()), Cause.DRIFT, difference);
        } else {
            draft.block(path, "the folder " + path + " exists and is not ours: " + difference,
                    Remedies.adopt(input, path));
        }
    }

    private static void database(PlanInput input, Draft draft, RenderedDatabase database) {
        Optional<Owned> known = input.owned(Owned.Kind.DATABASE, database.name());
        boolean ours = known.isPresent();
        boolean ourRole = input.owned(Owned.Kind.ROLE, database.role()).isPresent();
        if (ours && ourRole) {
            if (!OwnedBy.made(database).equals(known.get().digest())) {
                draft.add(Phase.PREPARE, new Action.PutDatabase(database), Cause.CHANGED,
                        "it is not whole, or its extensions are others");
            }
        } else if (!ours && input.observed().databases().containsKey(database.name())
                && !input.mayTake("database:" + database.name())) {
            draft.block("database " + database.name(), "the database " + database.name() + " exists and is not ours",
                    "choose another name, or add 'database:" + database.name() + "' to adopt");
        } else if (!ourRole && input.observed().roles().contains(database.role())
                && !input.mayTake("role:" + database.role())) {
            draft.block("role " + database.role(), "the role " + database.role() + " exists and is not ours",
                    "choose another name, or add 'role:" + database.role() + "' to adopt");
        } else {
            draft.add(Phase.PREPARE, new Action.PutDatabase(database), Cause.NEW, "there is no such database of ours");
        }
    }
}
