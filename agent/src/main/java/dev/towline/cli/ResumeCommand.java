package dev.towline.cli;

import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code towline resume SITE}. */
@Command(name = "resume", mixinStandardHelpOptions = true, description = "Follow Git again after a suspension.", footer = {
        "",
        "Example: towline resume ysc"})
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(paramLabel = "SITE", description = "The site, or @host.")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @Override
    public Integer call() throws IOException {
        return new Asking(common).ask(site, "resume", "", new Trigger.Request.Resume());
    }
}
