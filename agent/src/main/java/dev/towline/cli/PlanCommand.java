package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.towline.desired.TargetName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code towline plan}. */
@Command(name = "plan", mixinStandardHelpOptions = true, description = "Show what a pass would do, with a diff of each file, and do nothing. Exit code 3 when something waits for a person, 2 when the configuration is invalid or there is no such site, 1 when a repository cannot be followed.", footer = {
        "", "Example: towline plan ysc"})
final class PlanCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(arity = "0..1", paramLabel = "SITE", description = "Only this site, or @host.")
    private @Nullable String site;

    @Override
    public Integer call() throws IOException {
        ArrayNode plans = Out.JSON.createArrayNode();
        for (String target : targets()) {
            plans.add(new Reading(common).read(Reading.path(target, "plan"), (session, settings) -> {
                session.following().look(true);
                Names.known(session, new TargetName(target));
                return Out.tree(new Previews(session.bench(), session.mask()).plan(target)
                        .orElseThrow(() -> new IOException("nothing was fetched from Git yet")));
            }));
        }
        if (common.json()) {
            common.out().json(plans);
        } else {
            plans.forEach(this::print);
        }
        int exit = 0;
        for (JsonNode plan : plans) {
            exit = Math.max(exit, exit(plan));
        }
        return exit;
    }

    private List<String> targets() throws IOException {
        if (site != null) {
            return List.of(Names.target(site).value());
        }
        JsonNode status = new Reading(common).read("/api/v1/status", (session, settings) -> {
            ArrayNode targets = Out.JSON.createArrayNode();
            session.following().look(true).targets().stream().map(TargetName::value)
                    .forEach(t -> targets.addObject().put("target", t));
            return Out.JSON.createObjectNode().set("targets", targets);
        });
        List<String> names = new ArrayList<>();
        status.path("targets").forEach(t -> names.add(t.path("target").asText()));
        return names;
    }

    /** With a repo that cannot be followed nobody knows whether the host is what Git says. */
    private static String summary(JsonNode plan) {
        String summary = plan.path("plan").asText();
        return plan.path("trouble").isObject() && summary.equals("up-to-date")
                ? "nothing to do for what was fetched last"
                : summary;
    }

    private static int exit(JsonNode plan) {
        ExitCode exit = plan.path("plan").asText().equals("blocked")
                ? ExitCode.WAITS
                : !plan.path("valid").asBoolean()
                        ? ExitCode.INVALID
                        : plan.path("trouble").isObject() ? ExitCode.FAILED : ExitCode.DONE;
        return exit.code();
    }

    private void print(JsonNode plan) {
        Out out = common.out();
        String app = plan.path("app").asText("");
        out.line(plan.path("target").asText() + " at config " + plan.path("config").asText().substring(0, 7)
                + (plan.hasNonNull("app") ? ", app " + app.substring(0, 7) : "") + ": " + summary(plan));
        String pinned = PinTexts.of(plan.path("pinned"));
        if (!pinned.isEmpty()) {
            out.line("  " + pinned + "; 'towline retry " + plan.path("target").asText() + "' deploys what Git says");
        }
        if (plan.path("trouble").isObject()) {
            out.line("  Git may say something else: " + plan.path("trouble").path("source").asText() + ": "
                    + plan.path("trouble").path("why").asText());
        }
        plan.path("note").asText().lines().forEach(line -> out.line("  note: " + line));
        plan.path("notes").forEach(note -> out.line("  note: " + note.path("text").asText()));
        for (JsonNode blocker : plan.path("blockers")) {
            out.line("  blocked: " + blocker.path("why").asText() + "; " + blocker.path("remedy").asText());
        }
        for (JsonNode step : plan.path("steps")) {
            out.line(String.format("  %-9s %s (%s)", step.path("phase").asText(), step.path("what").asText(),
                    step.path("why").asText()));
            step.path("diff").forEach(line -> out.line("            " + line.asText()));
        }
    }
}
