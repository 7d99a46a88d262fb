package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.desired.TargetName;
import dev.towline.status.PinStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code towline history}. */
@Command(name = "history", mixinStandardHelpOptions = true, description = "List deployments, or with --audit who asked for what; the newest first.", footer = {
        "",
        "Example: towline history ysc --limit 10"})
final class HistoryCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(arity = "0..1", paramLabel = "SITE", description = "Only this site, or @host.")
    private @Nullable String site;

    @Option(names = {"-n",
            "--limit"}, defaultValue = "20", description = "How many (1 to 500, default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--audit", description = "List requests for decisions instead: when, who, from where, what, and the answer.")
    private boolean audit;

    @Override
    public Integer call() throws IOException {
        if (site != null) {
            Names.target(site);
        }
        if (audit) {
            new AuditList(common).print(site, Math.clamp(limit, 1, 500));
            return 0;
        }
        JsonNode deployments = deployments();
        if (common.json()) {
            common.out().json(deployments);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>(
                List.of(List.of("ID", "SITE", "OUTCOME", "RELEASE", "TOOK", "COMMIT")));
        for (JsonNode d : deployments.path("deployments")) {
            String reason = d.path("reason").asText("").lines().findFirst().orElse("");
            rows.add(List.of(d.path("id").asText(), d.path("site").asText(), d.path("outcome").asText(),
                    d.hasNonNull("release") ? d.path("release").asText() : "-", took(d),
                    reason.isEmpty() ? d.path("subject").asText() : reason));
        }
        common.out().table(rows);
        deployments.path("pinned").properties().forEach(pin -> common.out()
                .line(pin.getKey() + " is " + PinTexts.of(pin.getValue()) + "; 'towline retry " + pin.getKey()
                        + "' deploys what Git says"));
        return 0;
    }

    private static String took(JsonNode deployment) {
        double seconds = 0;
        for (JsonNode phase : deployment.path("phases")) {
            seconds += phase.path("took").asDouble();
        }
        return String.format("%.1fs", seconds);
    }

    private JsonNode deployments() throws IOException {
        int most = Math.clamp(limit, 1, 500);
        String query = "/api/v1/deployments?limit=" + most + (site == null ? "" : "&site=" + site.replace("@", "%40"));
        return new Reading(common).read(query, (session, settings) -> {
            if (site != null && new Remembered(session.bench().history()).deployments(site, 1).isEmpty()) {
                Names.known(session, new TargetName(site));
            }
            return Out.JSON.valueToTree(
                    Map.of("deployments", new Remembered(session.bench().history()).deployments(site, most),
                            "pinned", pinned(session)));
        });
    }

    private Map<String, PinStatus> pinned(Session session) {
        Map<String, PinStatus> pinned = new TreeMap<>();
        session.bench().history().targets().known().stream()
                .filter(target -> site == null || target.value().equals(site))
                .forEach(target -> session.bench().pins().of(target)
                        .ifPresent(pin -> pinned.put(target.value(), pin)));
        return pinned;
    }
}
