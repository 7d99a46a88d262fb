package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.desired.TargetName;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code towline render SITE}. */
@Command(name = "render", mixinStandardHelpOptions = true, description = "Print every file that a site's templates make, and write nothing. Secrets are hidden by their values; the content of a file that tells one otherwise (a hash, or one declared secret) is not shown.", footer = {
        "", "Example: towline render ysc"})
final class RenderCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(paramLabel = "SITE", description = "The site, or @host.")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @Override
    public Integer call() throws IOException {
        String target = Names.target(site).value();
        JsonNode rendering = new Reading(common).read(Reading.path(target, "rendering"), (session, settings) -> {
            session.following().look(true);
            Names.known(session, new TargetName(target));
            return Out.tree(new Previews(session.bench(), session.mask()).rendering(target)
                    .orElseThrow(() -> new IOException("nothing was fetched from Git yet")));
        });
        if (common.json()) {
            common.out().json(rendering);
        } else {
            print(rendering);
        }
        return rendering.has("files") ? 0 : rendering.has("problems") ? 2 : 1;
    }

    private void print(JsonNode rendering) {
        Out out = common.out();
        rendering.path("problems").forEach(problem -> out.line(problem.asText()));
        if (rendering.has("note")) {
            out.line(rendering.path("note").asText());
        }
        for (JsonNode file : rendering.path("files")) {
            out.line("# " + file.path("path").asText() + " " + file.path("owner").asText() + ":"
                    + file.path("group").asText() + " "
                    + file.path("mode").asText() + " from " + file.path("origin").asText());
            out.line(file.path("content").isNull() ? "(holds secrets, not shown)" : file.path("content").asText());
        }
    }
}
