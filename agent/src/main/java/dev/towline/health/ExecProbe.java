package dev.towline.health;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;

/** Runs the command; the host ends it when its time is over. */
final class ExecProbe {
    private final Commands commands;

    ExecProbe(Commands commands) {
        this.commands = commands;
    }

    void probe(HealthCheck.Exec check) throws ProbeFailure {
        CommandResult result = commands.run(Command.of(check.argv()).as(check.user()).within(check.timeout()));
        if (!result.ok()) {
            String output = Said.quote(result.output());
            throw new ProbeFailure(check.argv().getFirst() + " ended with exit code " + result.exit()
                    + (output.isEmpty() ? " and said nothing" : ": " + output));
        }
    }
}
