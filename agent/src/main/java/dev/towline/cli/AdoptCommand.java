package dev.towline.cli;

import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code towline adopt SITE PATH}. */
@Command(name = "adopt", mixinStandardHelpOptions = true, description = "Take over a file that exists on the host. What it holds now is kept, and comes back when Git no longer names the file.", footer = {
        "", "Example: towline adopt ysc /etc/nginx/sites-enabled/ysc.conf"})
final class AdoptCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(index = "0", paramLabel = "SITE", description = "The site, or @host.")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @Parameters(index = "1", paramLabel = "PATH", description = "The file.")
    @SuppressWarnings("NullAway.Init")
    private String path;

    @Override
    public Integer call() throws IOException {
        return new Asking(common).ask(site, "adopt", Out.JSON.createObjectNode().put("path", path).toString(),
                new Trigger.Request.Adopt(path));
    }
}
