package dev.towline.cli;

import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code towline contract SITE}. */
@Command(name = "contract", mixinStandardHelpOptions = true, description = "Take away now what only older releases needed: the statements that 'towline status' lists as waiting. A restore point comes first; those releases can no longer be gone back to.", footer = {
        "", "Example: towline contract ysc"})
final class ContractCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(paramLabel = "SITE", description = "The site.")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @Override
    public Integer call() throws IOException {
        return new Asking(common).ask(site, "contract", "", new Trigger.Request.Contract());
    }
}
