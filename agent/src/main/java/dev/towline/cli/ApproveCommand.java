package dev.towline.cli;

import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code towline approve SITE}. */
@Command(name = "approve", mixinStandardHelpOptions = true, description = "Approve a blocked plan: a removal of what serves, too many removals, or a breaking migration. Only this very plan; 'towline plan' shows it.", footer = {
        "", "Example: towline approve ysc"})
final class ApproveCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(paramLabel = "SITE", description = "The site, or @host.")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @Override
    public Integer call() throws IOException {
        return new Asking(common).ask(site, "approve", "", new Trigger.Request.Approve());
    }
}
