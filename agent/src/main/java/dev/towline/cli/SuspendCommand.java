package dev.towline.cli;

import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code towline suspend SITE}. */
@Command(name = "suspend", mixinStandardHelpOptions = true, description = "Leave a site alone until it is resumed: nothing is changed, drift is not mended.", footer = {
        "", "Example: towline suspend ysc --reason 'annual meeting until 6 pm'"})
final class SuspendCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(paramLabel = "SITE", description = "The site, or @host.")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why, for whoever looks at the status next.")
    private String reason = "";

    @Override
    public Integer call() throws IOException {
        return new Asking(common).ask(site, "suspend", reason.isEmpty()
                ? ""
                : Out.JSON.writeValueAsString(
                        Map.of("reason", reason)),
                new Trigger.Request.Suspend(reason));
    }
}
