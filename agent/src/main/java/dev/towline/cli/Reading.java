package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.config.AgentSettings;
import java.io.IOException;

/** Reads JSON from the agent, or, where none runs, from a session of one's own. */
final class Reading {
    private final Common common;

    Reading(Common common) {
        this.common = common;
    }

    /** Answers from the rooms themselves. */
    @FunctionalInterface
    interface Own {
        JsonNode read(Session session, AgentSettings settings) throws IOException;
    }

    JsonNode read(String path, Own own) throws IOException {
        AgentSettings settings = common.settings();
        try {
            AgentClient.Answer answer = common.client(settings).get(path);
            if (!answer.ok()) {
                throw new IOException(Answers.error(answer));
            }
            return Out.tree(answer.body());
        } catch (AgentClient.AgentDown e) {
            try (Session session = common.house().open(settings, common.secrets(settings))) {
                return own.read(session, settings);
            }
        }
    }

    /** The names of the targets, the host first. */
    static String path(String target, String what) {
        return "/api/v1/sites/" + target.replace("@", "%40") + (what.isEmpty() ? "" : "/" + what);
    }
}
