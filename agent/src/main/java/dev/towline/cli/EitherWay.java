package dev.towline.cli;

import dev.towline.config.AgentSettings;
import java.io.IOException;
import java.time.Duration;

/**
 * Asks the agent, or, where none runs, does it here under the agent's lock. While an agent starts, or another command works, neither can
 * be done: that is waited for, told, and given up in time.
 */
final class EitherWay {
    private static final long LOOK_MILLIS = 200;
    private final Common common;
    private final Duration patience;

    EitherWay(Common common) {
        this.common = common;
        this.patience = common.patience();
    }

    /** Asks the agent. */
    @FunctionalInterface
    interface Ask<T> {
        T ask(AgentClient agent) throws IOException;
    }

    /** Acts without one. */
    @FunctionalInterface
    interface Own<T> {
        T act(Session session) throws IOException;
    }

    /** @param answer how long the agent may take for an answer */
    <T> T run(Duration answer, Ask<T> ask, Own<T> own) throws IOException {
        AgentSettings settings = common.settings();
        AgentClient agent = common.client(settings, answer);
        long end = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            try {
                firstFetch(agent, end);
                return ask.ask(agent);
            } catch (Answers.NotYet early) {
                if (System.nanoTime() >= end) {
                    throw early;
                }
                if (!told) {
                    common.note(early.getMessage() + "; waiting up to " + patience.toSeconds() + " s");
                    told = true;
                }
            } catch (AgentClient.AgentDown none) {
                try (Session session = open(settings)) {
                    return own.act(session);
                } catch (House.Busy busy) {
                    if (System.nanoTime() >= end) {
                        throw busy;
                    }
                    if (!told) {
                        common.note(busy.getMessage() + "; waiting up to " + patience.toSeconds() + " s");
                        told = true;
                    }
                }
            }
            pause();
        }
    }

    private Session open(AgentSettings settings) {
        return common.house().open(settings, common.secrets(settings));
    }

    /** An agent that has just started knows no site yet. */
    private void firstFetch(AgentClient agent, long end) throws IOException {
        boolean told = false;
        while (!ready(agent) && System.nanoTime() < end) {
            if (!told) {
                common.note("the agent has just started and fetches; waiting up to " + patience.toSeconds() + " s");
                told = true;
            }
            pause();
        }
    }

    private static boolean ready(AgentClient agent) throws IOException {
        AgentClient.Answer answer = agent.get("/api/v1/status");
        return !answer.ok() || Out.tree(answer.body()).path("ready").asBoolean(true);
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }
}
