package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.audit.AuditEntry;
import dev.towline.desired.TargetName;
import dev.towline.reconcile.ReconcileResult;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Wake;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks something of one site: of the agent, or, where none runs, by doing the pass here under the same lock. */
final class Asking {
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 300;
    private static final int NOT_FOUND = 404;
    private final Common common;

    Asking(Common common) {
        this.common = common;
    }

    /**
     * @param name the request's name in the API
     * @param body its JSON, or empty
     */
    int ask(String site, String name, String body, Trigger.Request request) throws IOException {
        TargetName target = Names.target(site);
        return new EitherWay(common).run(ANSWER, agent -> {
            JsonNode answered = answered(agent, site, name, body, PATIENCE);
            String refused = answered.path("refused").asText("");
            if (refused.isEmpty()) {
                tell(site, answered.path("result").asText(), answered.path("message").asText(""));
            } else {
                tell(site, "refused", refused);
            }
            return answered.path("exitCode").asInt(1);
        }, session -> here(session, target, name, request));
    }

    /**
     * How the pass ended that carried it out.
     *
     * @throws AgentClient.AgentDown where no agent runs
     */
    JsonNode answered(AgentClient agent, String site, String name, String body, Duration patience)
            throws IOException {
        String path = Reading.path(site, "");
        AgentClient.Answer answer = agent.post(path + "/" + name, body);
        if (!answer.ok()) {
            throw Answers.ofSite(answer);
        }
        try {
            return follow(agent, path, Out.tree(answer.body()).path("pass").asLong(), site, patience);
        } catch (AgentClient.AgentDown e) {
            // It had been asked: to do it here as well would be to do it twice.
            throw new IOException(
                    "the agent stopped before it had answered; once it runs again, 'towline history " + site
                            + "' says how it ended",
                    e);
        }
    }

    /** Another pass may be under way, or follow at once; the one that counts has at least the number that the agent said. */
    private JsonNode follow(AgentClient agent, String path, long pass, String site, Duration patience)
            throws IOException {
        Instant end = Instant.now().plus(patience);
        String told = "";
        while (Instant.now().isBefore(end)) {
            AgentClient.Answer found = agent.get(path);
            if (found.status() == NOT_FOUND) {
                // It was there when it was asked: its removal was approved, and has ended.
                return Out.tree(
                        "{\"result\": \"converged\", \"message\": \"it is removed from this host\", \"exitCode\": 0}");
            }
            JsonNode status = Out.tree(found.body());
            JsonNode answered = status.path("answered");
            if (answered.path("pass").asLong() >= pass) {
                return answered;
            }
            String phase = status.path("phase").asText("");
            if (!common.json() && !phase.isEmpty() && !phase.equals("null") && !phase.equals(told)) {
                common.out().line(site + ": " + phase);
                told = phase;
            }
            pause();
        }
        throw new IOException(
                "no pass ended within " + patience.toMinutes() + " minutes; 'towline status' shows where it is");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }

    private void tell(String site, String result, String message) {
        if (common.json()) {
            Map<String, String> json = new LinkedHashMap<>();
            json.put("site", site);
            json.put("result", result);
            json.put("message", message);
            common.out().json(json);
        } else {
            common.out().line(site + ": " + result + (message.isEmpty() ? "" : ": " + message));
        }
    }

    private int here(Session session, TargetName target, String name, Trigger.Request request) {
        Names.known(session, target);
        Trigger.Manual manual = new Trigger.Manual(request, Optional.of(target), Common.by());
        Optional<String> refused = session.bench().requests().carryOut(target, manual);
        session.audit().record(new AuditEntry(session.bench().host().clock().instant(), "cli", Common.by(), "",
                target.value(), name, detail(request), refused.isEmpty() ? 202 : 409, refused.orElse("accepted")));
        if (refused.isPresent()) {
            tell(target.value(), "refused", refused.get());
            return ReconcileResult.EXIT_REFUSED;
        }
        ReconcileResult result = session.bench().passes().run(target, new Wake(1, manual, List.of()), () -> false);
        tell(target.value(), result.label(), result.message());
        return result.exitCode();
    }

    private static String detail(Trigger.Request request) {
        return switch (request) {
            case Trigger.Request.Rollback rollback -> rollback.release().orElse("");
            case Trigger.Request.Adopt adopt -> adopt.path();
            case Trigger.Request.Suspend suspend -> suspend.reason();
            default -> "";
        };
    }
}
