package dev.towline.cli;

import java.io.IOException;

/** Whether the agent runs, for commands that must not act beside it. */
final class Running {
    private Running() {}

    static boolean is(AgentClient agent) throws IOException {
        try {
            agent.get("/healthz");
            return true;
        } catch (AgentClient.AgentDown e) {
            return false;
        }
    }

    static void refuse(AgentClient agent, String why) throws IOException {
        if (is(agent)) {
            throw new IOException("the agent is running: " + why);
        }
    }
}
