package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.event.SourceStanding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code towline status}: from the agent, or from what it remembered when it does not run. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "Show every site: what it runs, whether it is healthy, and what it waits for. Exit code 1 when a site is not ready or the agent does not run, 3 when one waits for a person.", footer = {
        "", "Example: towline status --json"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Override
    public Integer call() throws IOException {
        JsonNode status = status();
        if (common.json()) {
            common.out().json(status);
        } else {
            print(status);
        }
        return exit(status);
    }

    private static final String NEVER = "1970-01-01T00:00:00Z";

    private JsonNode status() throws IOException {
        return new Reading(common).read("/api/v1/status",
                (session, settings) -> new Remembered(session.bench().history()).status(settings,
                        session.bench().pins()));
    }

    private void print(JsonNode status) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("SITE", "STATE", "RELEASE", "CONFIG", "NOTE")));
        for (JsonNode target : status.path("targets")) {
            rows.add(List.of(target.path("target").asText(), state(target), dash(target.path("release")),
                    shortened(target.path("config")),
                    note(target)));
        }
        common.out().table(rows);
        if (!status.path("ready").asBoolean()) {
            common.out().line(status.path("started").asText().equals(NEVER)
                    ? "The agent is not running; this is what it has recorded. Start it: systemctl start towline"
                    : "The agent has just started and has not fetched yet.");
        }
        for (JsonNode target : status.path("targets")) {
            for (JsonNode waiting : target.path("contracts")) {
                common.out().line(target.path("target").asText() + ": waits for the contract: " + waiting.asText());
            }
        }
        for (JsonNode source : status.path("sources")) {
            if (isTrouble(source)) {
                common.out().line(source.path("name").asText() + " (" + source.path("standing").asText() + "): "
                        + source.path("detail").asText());
            }
            for (JsonNode note : source.path("notes")) {
                common.out().line(source.path("name").asText() + ": note: " + note.path("text").asText());
            }
        }
    }

    private static String state(JsonNode target) {
        JsonNode conditions = target.path("conditions");
        List<String> words = new ArrayList<>();
        if (conditions.path("Suspended").asBoolean()) {
            words.add("suspended" + suspension(target));
        }
        if (conditions.path("Pinned").asBoolean()) {
            words.add("pinned");
        }
        if (target.hasNonNull("phase")) {
            words.add(target.path("phase").asText());
        } else if (conditions.path("Ready").asBoolean()) {
            words.add("ready");
        } else {
            words.add(result(target.path("result").asText()));
        }
        if (conditions.has("Healthy") && !conditions.path("Healthy").asBoolean()) {
            words.add("unhealthy");
        }
        return String.join(", ", words);
    }

    /** In words; nobody knows anything of a target before its first pass, or with the agent down. */
    private static String result(String label) {
        return switch (label) {
            case "" -> "first pass not ended";
            case "unknown" -> "last known";
            default -> label;
        };
    }

    private static String suspension(JsonNode target) {
        for (JsonNode decided : target.path("decisions")) {
            if (decided.path("decision").asText().equals("suspend") && !decided.path("by").asText().isEmpty()) {
                String reason = decided.path("subject").asText();
                return " by " + decided.path("by").asText() + (reason.isEmpty() ? "" : " (" + reason + ")");
            }
        }
        return "";
    }

    private static String note(JsonNode target) {
        String said = target.path("message").asText("").lines().findFirst().orElse("");
        String pinned = PinTexts.of(target.path("pinned"));
        String message = said.isEmpty() || pinned.isEmpty() ? pinned + said : pinned + "; " + said;
        JsonNode quarantined = target.path("quarantined");
        return message.isEmpty() && !quarantined.isEmpty()
                ? "quarantined: " + quarantined.get(0).asText().lines().findFirst().orElse("")
                : message;
    }

    private static String dash(JsonNode value) {
        return value.isTextual() ? value.asText() : "-";
    }

    private static String shortened(JsonNode value) {
        return value.isTextual() ? value.asText().substring(0, Math.min(7, value.asText().length())) : "-";
    }

    private static boolean isTrouble(JsonNode source) {
        return SourceStanding.of(source.path("standing").asText()).filter(SourceStanding::isTrouble).isPresent();
    }

    private static int exit(JsonNode status) {
        // Without an agent, before its first fetch, or where no target could be learnt yet, nobody knows that all is well.
        int exit = (status.path("ready").asBoolean() ? ExitCode.DONE : ExitCode.FAILED).code();
        for (JsonNode source : status.path("sources")) {
            exit = isTrouble(source) ? 1 : exit;
        }
        for (JsonNode target : status.path("targets")) {
            if (target.path("result").asText().equals("blocked")) {
                return ExitCode.WAITS.code();
            }
            JsonNode conditions = target.path("conditions");
            if (!conditions.path("Ready").asBoolean() && !(conditions.path("Suspended").asBoolean()
                    && !conditions.has("Ready"))) {
                exit = 1;
            }
        }
        return exit;
    }
}
