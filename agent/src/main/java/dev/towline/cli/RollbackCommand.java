package dev.towline.cli;

import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code towline rollback SITE}. */
@Command(name = "rollback", mixinStandardHelpOptions = true, description = "Go back to an earlier release and stay there until Git moves. Works without the agent and without the network.", footer = {
        "", "Example: towline rollback ysc --to 3f2c1a0-9b8c7d6e"})
final class RollbackCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(paramLabel = "SITE", description = "The site.")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @Option(names = "--to", paramLabel = "RELEASE", description = "This release (default: the one before).")
    private @Nullable String release;

    @Override
    public Integer call() throws IOException {
        String body = release == null ? "" : Out.JSON.createObjectNode().put("release", release).toString();
        return new Asking(common).ask(site, "rollback", body,
                new Trigger.Request.Rollback(Optional.ofNullable(release)));
    }
}
