package dev.towline.host.sim;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;
import java.util.function.Function;

/** Commands that do what the test says; by default they say yes. */
public final class SimCommands implements Commands {
    private final Stage stage;
    private Function<Command, CommandResult> answers = command -> new CommandResult(0, "", "");

    SimCommands(Stage stage) {
        this.stage = stage;
    }

    public void answers(Function<Command, CommandResult> answers) {
        this.answers = answers;
    }

    @Override
    public CommandResult run(Command command) {
        return stage.effect("commands", "run", command.toString(), () -> answers.apply(command));
    }
}
