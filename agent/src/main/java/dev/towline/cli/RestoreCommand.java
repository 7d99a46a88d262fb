package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.config.AgentSettings;
import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code towline restore SITE}: lists restore points, proves one, or goes back to one. */
@Command(name = "restore", mixinStandardHelpOptions = true, description = "List a site's restore points; restore one beside the live database and compare (--to-scratch); or put one in its place (--replace).", footer = {
        "", "Without more it only lists. --to-scratch changes nothing that is live; exit code 1 when the point does",
        "not restore whole. --replace says what will be lost and asks; the site answers 503 while it is done.", "",
        "Example: towline restore ysc --to-scratch"})
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(paramLabel = "SITE", description = "The site.")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @ArgGroup
    private @Nullable Act act;

    @Option(names = "--point", paramLabel = "NAME", description = "This restore point (default: the newest).")
    private @Nullable String point;

    @Option(names = "--database", paramLabel = "NAME", description = "Of this database, where the site has several.")
    private @Nullable String database;

    @Option(names = "--verify", description = "When listing: read each point and compare it with its checksum.")
    private boolean verify;

    @Option(names = "--keep", description = "With --to-scratch: leave the restored one there and say its name.")
    private boolean keep;

    @Option(names = "--yes", description = "With --replace: do not ask. For scripts.")
    private boolean yes;

    @Option(names = "--unsaved", description = "With --replace: take no restore point of what is there now, because it is too damaged to be saved.")
    private boolean unsaved;

    /** At most one of them. */
    static final class Act {
        @Option(names = "--to-scratch", required = true, description = "Restore beside, compare, report.")
        private boolean toScratch;

        @Option(names = "--replace", required = true, description = "Go back: put the point in the live database's place.")
        private boolean replace;
    }

    @Override
    public Integer call() throws IOException {
        Names.target(site);
        if (act == null) {
            return list();
        }
        RestoreAsking asking = new RestoreAsking(common, site);
        RestoreTelling telling = new RestoreTelling(common.out());
        if (act.toScratch) {
            JsonNode report = asking.prove(prove(keep));
            if (common.json()) {
                common.out().json(report);
            } else {
                telling.proof(report);
            }
            return report.path("ok").asBoolean() ? 0 : 1;
        }
        return replace(asking, telling);
    }

    private Trigger.Request.Prove prove(boolean stays) {
        return new Trigger.Request.Prove(Optional.ofNullable(point), Optional.ofNullable(database), stays);
    }

    private int list() throws IOException {
        JsonNode points = new RestoreAsking(common, site).points(verify);
        if (common.json()) {
            common.out().json(points);
        } else {
            new RestoreTelling(common.out()).points(points);
        }
        for (JsonNode each : points.path("points")) {
            if (each.hasNonNull("flaw")) {
                return 1;
            }
        }
        return 0;
    }

    /** What a person agrees to is the very point that was proved, whatever is taken meanwhile. */
    private int replace(RestoreAsking asking, RestoreTelling telling) throws IOException {
        requireRoot(common.settings());
        JsonNode proved = asking.prove(prove(false));
        if (!proved.path("ok").asBoolean()) {
            return told(proved, telling);
        }
        if (!common.json()) {
            telling.loss(proved, unsaved);
        }
        if (!yes && !Consent.given(common.out(), site)) {
            throw new IOException("nothing was changed");
        }
        String chosen = proved.path("point").asText();
        return told(asking.replace(new Trigger.Request.Restore(chosen, !unsaved)), telling);
    }

    private int told(JsonNode report, RestoreTelling telling) {
        if (common.json()) {
            common.out().json(report);
        } else {
            telling.outcome(report);
        }
        return report.path("ok").asBoolean() ? 0 : 1;
    }

    private static void requireRoot(AgentSettings settings) throws IOException {
        if (settings.serviceManager() == AgentSettings.ServiceManager.SYSTEMD
                && !"root".equals(System.getProperty("user.name"))) {
            throw new IOException("only root may put a restore point in the place of a database: use sudo");
        }
    }
}
