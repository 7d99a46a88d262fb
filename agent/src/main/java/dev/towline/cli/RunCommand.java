package dev.towline.cli;

import dev.towline.config.AgentSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code towline run}. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Run the agent until it is told to stop.", footer = {
        "",
        "Example: towline run --config /etc/towline/agent.yaml"})
final class RunCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Override
    public Integer call() {
        AgentSettings settings = common.settings();
        return common.house().run(settings, common.secrets(settings));
    }
}
