package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.towline.desired.Problem;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code towline show ID}. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Show one deployment: its phases, its outcome and what its build and migrations wrote.", footer = {
        "", "Example: towline show 20261121-010203-ab12cd"})
final class ShowCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(paramLabel = "ID", description = "A deployment, as 'towline history' names it.")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Override
    public Integer call() throws IOException {
        if (!id.matches("[0-9]{8}-[0-9]{6}-[a-z0-9]{4,8}")) {
            throw new Common.Invalid(List
                    .of(new Problem("ID", 0, 0, "'" + id + "' is no deployment id", "'towline history' lists them")));
        }
        JsonNode deployment = deployment();
        if (common.json()) {
            common.out().json(deployment);
        } else {
            print(deployment);
        }
        return 0;
    }

    private JsonNode deployment() throws IOException {
        return new Reading(common).read("/api/v1/deployments/" + id, (session, settings) -> {
            Remembered remembered = new Remembered(session.bench().history());
            ObjectNode found = Out.JSON.valueToTree(remembered.deployment(id)
                    .orElseThrow(
                            () -> new IOException("there is no deployment " + id + "; 'towline history' lists them")));
            return found.put("output", remembered.output(id));
        });
    }

    private void print(JsonNode d) {
        Out out = common.out();
        out.line(d.path("id").asText() + "  " + d.path("site").asText() + "  " + d.path("outcome").asText());
        out.line("trigger  " + d.path("trigger").asText());
        out.line("config   " + d.path("config").asText());
        if (d.hasNonNull("app")) {
            out.line("app      " + d.path("app").asText());
            out.line("release  " + d.path("release").asText());
        }
        out.line("commit   " + d.path("author").asText() + ": " + d.path("subject").asText());
        out.line("started  " + d.path("started").asText());
        for (JsonNode phase : d.path("phases")) {
            out.line(String.format("  %-10s %8.2fs", phase.path("phase").asText(), phase.path("took").asDouble()));
        }
        if (!d.path("reason").asText().isEmpty()) {
            out.line("reason   " + d.path("reason").asText());
        }
        if (!d.path("output").asText("").isEmpty()) {
            out.line("output:");
            out.line(d.path("output").asText());
        }
    }
}
