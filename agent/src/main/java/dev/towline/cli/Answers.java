package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The agent's refusals, in words. */
final class Answers {
    private Answers() {}

    static String error(AgentClient.Answer answer) throws IOException {
        JsonNode json = Out.tree(answer.body());
        String remedy = json.path("remedy").asText("");
        return json.path("error").asText("the agent answered " + answer.status())
                + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}
