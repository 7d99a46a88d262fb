package dev.towline.plan;

import dev.towline.host.FileStat;
import dev.towline.history.Owned;
import dev.towline.host.UnitState;
import dev.towline.observe.ObservedState.Entry;
import dev.towline.plan.Action.Verb;
import dev.towline.plan.Step.Cause;
import dev.towline.render.OnChange;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedLink;
import dev.towline.render.RenderedUnit;
import dev.towline.render.SetupCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files, links, set-up commands and units of a target's configuration. What something that runs now would read is put in place
 * late, with the switch, so that a release that fails before has changed nothing that serves; the rest is there before the build.
 */
final class ConfigurationPlan {
    private final PlanInput input;
    private final Draft draft;
    private final Map<Phase, List<Change>> changes = new LinkedHashMap<>();

    /** One file or link to put, in its phase; {@code action} is null where only the follow-up is due. */
    private record Change(@org.jspecify.annotations.Nullable Action action, Cause cause, String why, OnChange after,
            @org.jspecify.annotations.Nullable RenderedFile file) {}

    ConfigurationPlan(PlanInput input, Draft draft) {
        this.input = input;
        this.draft = draft;
        changes.put(Phase.PREPARE, new ArrayList<>());
        changes.put(Phase.CONFIGURE, new ArrayList<>());
    }

    void add() {
        input.target().files().forEach(this::file);
        input.target().links().forEach(this::link);
        for (Phase phase : List.of(Phase.PREPARE, Phase.CONFIGURE)) {
            inOrder(phase, changes.getOrDefault(phase, List.of()));
        }
        input.target().units().forEach(this::unit);
    }

    private void file(RenderedFile file) {
        FileDifference.of(input, file).ifPresent(difference -> {
            switch (difference) {
                case FileDifference.Blocked b -> draft.block(file.path(), b.why(), b.remedy());
                case FileDifference.Put p -> change(file, new Action.PutFile(file, p.replaced()), p.cause(), p.why());
                case FileDifference.Owner o ->
                    change(file, new Action.PutOwnership(file.path(), file.ownership()), o.cause(),
                            o.why());
            }
        });
    }

    private void change(RenderedFile file, Action action, Cause cause, String why) {
        boolean isNew = input.observed().at(file.path()).isEmpty();
        Phase phase = switch (file.onChange()) {
            case OnChange.Run r -> Phase.PREPARE;
            case OnChange.Nothing n -> isNew && file.validator() == null ? Phase.PREPARE : Phase.CONFIGURE;
            case OnChange.Reload r -> serves(r.unit()) ? Phase.CONFIGURE : Phase.PREPARE;
            case OnChange.Restart r -> serves(r.unit()) ? Phase.CONFIGURE : Phase.PREPARE;
        };
        list(phase).add(new Change(action, cause, why, file.onChange(), file));
    }

    private List<Change> list(Phase phase) {
        return java.util.Objects.requireNonNull(changes.get(phase));
    }

    private boolean serves(String unit) {
        return input.observed().unit(unit).running();
    }

    private void link(RenderedLink link) {
        String wanted = link.targets().stream().filter(t -> input.observed().at(t).isPresent()).findFirst()
                .orElse(link.targets().getLast());
        Optional<Entry> there = input.observed().at(link.path());
        Optional<Owned> ours = input.owned(Owned.Kind.LINK, link.path());
        if (there.isEmpty()) {
            list(Phase.PREPARE).add(new Change(new Action.PutLink(link.path(), wanted), Planner.cause(ours.isPresent()),
                    ours.isPresent() ? "deleted on the host" : "there is no such link", new OnChange.Nothing(), null));
            return;
        }
        FileStat stat = there.get().stat();
        if (stat.isDirectory() || ours.isEmpty() && !wanted.equals(stat.target()) && !input.mayTake(link.path())) {
            draft.block(link.path(), link.path() + " exists and is not ours", Remedies.adopt(input, link.path()));
        } else if (!wanted.equals(stat.target())) {
            list(Phase.CONFIGURE).add(new Change(new Action.PutLink(link.path(), wanted), Cause.CHANGED,
                    "leads to " + stat.target() + ", wanted " + wanted, link.onChange(), null));
        } else if (ours.isPresent() && there.get().digest() != null
                && !there.get().digest().hex().equals(ours.get().digest())) {
            list(Phase.CONFIGURE).add(
                    new Change(null, Cause.CHANGED, "what " + link.path() + " leads to changed", link.onChange(),
                            null));
        }
    }

    /** Promises for an undo first; then what no validator judges, set-up commands, the judged files, and what follows once. */
    private void inOrder(Phase phase, List<Change> found) {
        boolean definitions = found.stream().anyMatch(ConfigurationPlan::isDefinition);
        if (definitions) {
            draft.once(phase, new Action.DefinitionsOnUndo(), "unit files are put");
        }
        found.forEach(change -> promise(phase, change));
        found.stream().filter(c -> validator(c) == null).forEach(c -> put(phase, c));
        if (phase == Phase.PREPARE) {
            found.stream().filter(c -> c.after() instanceof OnChange.Run).forEach(c -> follow(phase, c));
            setup();
        }
        Validation.add(input, draft, phase,
                found.stream().map(Change::file).filter(java.util.Objects::nonNull).toList());
        found.stream().filter(c -> validator(c) != null).forEach(c -> put(phase, c));
        if (definitions) {
            draft.once(phase, new Action.ReloadDefinitions(), "unit files changed");
        }
        boolean installed = draft.steps().stream().anyMatch(s -> s.action() instanceof Action.InstallPackages);
        Followers.of(found.stream().map(Change::after).toList()).forEach((unit, verb) -> {
            if (serves(unit)) {
                draft.once(phase, new Action.Unit(unit, verb), "its files changed");
            } else if (phase == Phase.PREPARE && installed) {
                draft.once(phase, new Action.Unit(unit, verb),
                        "a package that was just installed may have started it without them");
            }
        });
        if (phase == Phase.CONFIGURE) {
            found.stream().filter(c -> c.after() instanceof OnChange.Run).forEach(c -> follow(phase, c));
        }
    }

    private static boolean isDefinition(Change change) {
        return change.file() != null && UnitFiles.isDefinition(change.file().path());
    }

    private static @org.jspecify.annotations.Nullable String validator(Change change) {
        return change.file() == null ? null : change.file().validator();
    }

    private void put(Phase phase, Change change) {
        if (change.action() != null) {
            draft.add(phase, change.action(), change.cause(), change.why());
        }
    }

    private void promise(Phase phase, Change change) {
        switch (change.after()) {
            case OnChange.Nothing n -> {
            }
            case OnChange.Reload r -> draft.once(phase, new Action.OnUndo(r.unit(), Verb.RELOAD), "its files change");
            case OnChange.Restart r -> draft.once(phase, new Action.OnUndo(r.unit(), Verb.RESTART), "its files change");
            case OnChange.Run r -> draft.once(phase, new Action.RunOnUndo(r.argv()), "its files change");
        }
    }

    private void follow(Phase phase, Change change) {
        if (change.after() instanceof OnChange.Run run) {
            draft.once(phase, new Action.Run(run.argv()), change.why());
        }
    }

    private void setup() {
        for (SetupCommand command : input.target().setup()) {
            if (input.observed().at(command.creates()).isEmpty()) {
                draft.add(Phase.PREPARE, new Action.Setup(command), Cause.NEW, command.creates() + " is not there");
            }
        }
    }

    private void unit(RenderedUnit unit) {
        UnitState state = input.observed().unit(unit.name());
        boolean ours = input.owned(Owned.Kind.UNIT, unit.name()).isPresent();
        Phase phase = state.running() ? Phase.CONFIGURE : Phase.PREPARE;
        Cause cause = Planner.cause(ours);
        if (unit.enabled() && !state.enabled()) {
            draft.add(phase, new Action.Unit(unit.name(), Verb.ENABLE), cause, "is not enabled");
        } else if (!unit.enabled() && state.enabled()) {
            draft.add(phase, new Action.Unit(unit.name(), Verb.DISABLE), cause, "is enabled, wanted disabled");
        }
        if (unit.running() && !state.running()) {
            draft.add(phase, new Action.Unit(unit.name(), Verb.START), cause, "does not run");
        } else if (!unit.running() && state.running()) {
            draft.add(phase, new Action.Unit(unit.name(), Verb.STOP), cause, "runs, wanted stopped");
        }
    }
}
