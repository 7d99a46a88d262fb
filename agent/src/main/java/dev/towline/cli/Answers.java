package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The agent's refusals, as what a command ends with. */
final class Answers {
    private Answers() {}

    private static final int NOT_FOUND = 404;
    private static final int NOT_YET = 503;

    /** It may be asked again soon: the agent knows, but not yet. */
    static final class NotYet extends IOException {
        private static final long serialVersionUID = 1L;

        NotYet(String message) {
            super(message);
        }
    }

    /** Of a request whose path names a site. */
    static IOException ofSite(AgentClient.Answer answer) throws IOException {
        if (answer.status() == NOT_FOUND) {
            JsonNode json = Out.tree(answer.body());
            throw Common.Invalid.of("SITE", json.path("error").asText(), json.path("remedy").asText());
        }
        return answer.status() == NOT_YET ? new NotYet(error(answer)) : new IOException(error(answer));
    }

    static String error(AgentClient.Answer answer) throws IOException {
        JsonNode json = Out.tree(answer.body());
        String remedy = json.path("remedy").asText("");
        return json.path("error").asText("the agent answered " + answer.status())
                + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}
