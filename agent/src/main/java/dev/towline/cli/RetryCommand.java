package dev.towline.cli;

import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code towline retry SITE}. */
@Command(name = "retry", mixinStandardHelpOptions = true, description = "Forget what failed and what was rolled back to, and try again what Git says.", footer = {
        "", "Example: towline retry ysc"})
final class RetryCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(paramLabel = "SITE", description = "The site, or @host.")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @Override
    public Integer call() throws IOException {
        return new Asking(common).ask(site, "retry", "", new Trigger.Request.Retry());
    }
}
