package dev.towline.migrate.order;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.History;
import dev.towline.host.Host;
import java.util.List;
import java.util.function.Supplier;

/** What an engine's answers mean: to the deployment, which fails or goes on, and to those who look at the site. */
public record Telling(Host host, History history, Events events) {

    /** Says what was judged; throws where something was refused. */
    public void refuse(Answer answer, Work work) {
        answer.lines("statements", s -> s.path("phase").asText() + ": " + s.path("sql").asText()
                + (s.path("why").asText("").isEmpty() ? "" : " -- " + s.path("why").asText()))
                .forEach(work.output());
        answer.lines("notes", n -> n.asText()).forEach(work.output());
        answer.traffic().forEach(work.output());
        if (!answer.ok()) {
            String remedy = answer.approvable()
                    ? "\nIt can also go out in maintenance, with a page and 503 meanwhile: towline approve "
                            + work.target()
                    : "";
            throw new Refused(answer.passing() ? Fault.ENVIRONMENT : Fault.REVISION, answer.why() + remedy);
        }
    }

    /**
     * What was run, and what waits now.
     *
     * @param status asked where it ended early, and so has not told of every database
     */
    public void ended(String phase, Answer answer, Supplier<Answer> status, Work work) {
        events.publish(new Event.MigrationRan(host.clock().instant(), work.target(), phase,
                answer.ok() ? "ok" : "failed"));
        Answer told = answer.cut() ? status.get() : answer;
        if (!told.cut() && !told.json().path("databases").isEmpty()) {
            remember(work.target(), told.waiting());
        }
    }

    public void remember(TargetName target, List<String> waiting) {
        history.targets().waiting(target, waiting);
        events.publish(new Event.MigrationsPending(host.clock().instant(), target, "contract", waiting.size()));
    }

    /** What a contract could not do goes on waiting. */
    public void contracted(Answer answer, Supplier<Answer> status, Work work) {
        answer.lines("notes", n -> n.asText()).forEach(work.output());
        answer.lines("blocked", b -> "waits on: " + b.path("sql").asText() + " -- " + b.path("why").asText() + "; "
                + b.path("remedy").asText()).forEach(work.output());
        if (answer.any("done") || answer.any("blocked")) {
            answer.traffic().forEach(work.output());
        }
        ended("contract", answer, status, work);
        if (!answer.ok() && !answer.any("blocked")) {
            work.output().accept("what waits goes on waiting: " + answer.why());
        }
    }

    /** Settling fails nothing: what could not be repeated is tried again before the contract. */
    public void settled(Supplier<Answer> settle, Work work) {
        try {
            Answer answer = settle.get();
            answer.lines("repeated", r -> "ran once more: " + r.path("migration").asText()).forEach(work.output());
            if (!answer.ok()) {
                work.output().accept("could not be repeated now, is tried again before the contract: " + answer.why());
            }
        } catch (Refused refused) {
            work.output().accept("settling is left for the contract: " + refused.getMessage());
        }
    }
}
