package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.config.AgentSettings;
import java.io.IOException;
import java.time.Duration;

/** Reads JSON from the agent, or, where none runs, from a session of one's own. */
final class Reading {
    private static final Duration USUAL = Duration.ofSeconds(20);
    private static final String SITES = "/api/v1/sites/";
    private final Common common;
    private final Duration patience;

    Reading(Common common) {
        this(common, USUAL);
    }

    /** @param patience for an answer that takes its time */
    Reading(Common common, Duration patience) {
        this.common = common;
        this.patience = patience;
    }

    /** Answers from the rooms themselves. */
    @FunctionalInterface
    interface Own {
        JsonNode read(Session session, AgentSettings settings) throws IOException;
    }

    JsonNode read(String path, Own own) throws IOException {
        return new EitherWay(common).run(patience, agent -> {
            AgentClient.Answer answer = agent.get(path);
            if (!answer.ok()) {
                throw path.startsWith(SITES) || path.contains("&site=")
                        ? Answers.ofSite(answer)
                        : new IOException(Answers.error(answer));
            }
            return Out.tree(answer.body());
        }, session -> own.read(session, common.settings()));
    }

    /** The names of the targets, the host first. */
    static String path(String target, String what) {
        return SITES + target.replace("@", "%40") + (what.isEmpty() ? "" : "/" + what);
    }
}
