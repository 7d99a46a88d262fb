package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.towline.audit.AuditEntry;
import dev.towline.desired.TargetName;
import dev.towline.reconcile.Restores;
import dev.towline.restore.RestoreReport;
import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/**
 * Has the agent do it in the site's own pass, so that it races with nothing; where none runs, does it here under the agent's lock.
 * Either way the answer is a report.
 */
final class RestoreAsking {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofHours(12);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private final Common common;
    private final String site;

    RestoreAsking(Common common, String site) {
        this.common = common;
        this.site = site;
    }

    JsonNode points(boolean verify) throws IOException {
        return new Reading(common, verify ? PATIENCE : SOON).read(
                Reading.path(site, "restore") + (verify ? "?verify=true" : ""),
                (session, settings) -> {
                    known(session);
                    return Out.JSON.valueToTree(
                            new RestoreViews(session.bench().restores(), session.mask()).json(new TargetName(site),
                                    verify));
                });
    }

    JsonNode prove(Trigger.Request.Prove request) throws IOException {
        ObjectNode body = Out.JSON.createObjectNode().put("keep", request.keep());
        request.point().ifPresent(point -> body.put("point", point));
        request.database().ifPresent(database -> body.put("database", database));
        return ask("prove", body, restores -> restores.prove(new TargetName(site), request));
    }

    JsonNode replace(Trigger.Request.Restore request) throws IOException {
        ObjectNode body = Out.JSON.createObjectNode().put("point", request.point()).put("save", request.save());
        return ask("restore", body,
                restores -> restores.replace(new TargetName(site), request, Common.by()));
    }

    private JsonNode ask(String name, ObjectNode body, Function<Restores, RestoreReport> here) throws IOException {
        return new EitherWay(common).run(ANSWER, agent -> {
            JsonNode answered = new Asking(common).answered(agent, site, name, body.toString(), PATIENCE);
            JsonNode last = points(false).path("last");
            if (!last.isObject()) {
                throw new IOException("the agent was started anew meanwhile"
                        + (answered.path("refused").asText().isEmpty() ? "" : ": " + answered.path("refused").asText())
                        + "; 'towline history " + site + "' says how it ended");
            }
            return last;
        }, session -> {
            known(session);
            JsonNode report = Out.JSON.valueToTree(RestoreViews.report(here.apply(session.bench().restores())));
            session.audit().record(new AuditEntry(session.bench().host().clock().instant(), "cli", Common.by(), "",
                    site, name, body.toString(), 202, "done"));
            return report;
        });
    }

    /** Points outlive what is remembered: with a lost state they are what a person comes for. */
    private void known(Session session) {
        TargetName target = new TargetName(site);
        if (session.bench().restores().points(target).isEmpty()) {
            Names.known(session, target);
        }
    }
}
