package dev.towline.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a SQLite file in a short process of the site's user: the file is the site's, and what reads it must not be root, nor the agent.
 * Its time is that of the check and of its start; of what it says, the end is kept.
 */
public final class SqliteProcess {
    /** The start of this program on a busy host. */
    private static final Duration START = Duration.ofSeconds(15);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final Commands commands;
    private final List<String> program;

    /** @param program this program's start script */
    SqliteProcess(Commands commands, List<String> program) {
        this.commands = commands;
        this.program = List.copyOf(program);
    }

    void probe(HealthCheck.Sql check) throws ProbeFailure, IOException {
        List<String> argv = new ArrayList<>(program);
        argv.add("sqlite-ask");
        CommandResult result = commands.run(Command.of(argv).as(check.opens().user())
                .input(question(check).getBytes(StandardCharsets.UTF_8)).within(check.timeout().plus(START)));
        if (!result.ok()) {
            throw new ProbeFailure("the file could not be asked: " + Said.quote(result.output()));
        }
        JsonNode answer = answer(result.stdout());
        if (!answer.path("passed").asBoolean()) {
            throw new ProbeFailure(Said.quote(answer.path("why").asText("no answer")));
        }
    }

    private static String question(HealthCheck.Sql check) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode().put("url", check.url()).put("query", check.query())
                .put("millis", check.timeout().toMillis());
        if (check.expect() != null) {
            json.put("expect", check.expect());
        }
        return JSON.writeValueAsString(json);
    }

    private static JsonNode answer(String text) throws ProbeFailure {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ProbeFailure("the file could not be asked: " + Said.quote(text));
        }
    }

    /** What the short process does: reads the question, asks the file, writes the answer. */
    public static void answer(InputStream in, OutputStream out) throws IOException {
        JsonNode question = JSON.readTree(in);
        @Nullable
        String expect = question.hasNonNull("expect") ? question.path("expect").asText() : null;
        HealthCheck.Sql check = new HealthCheck.Sql("sqlite", question.path("url").asText(), null, null,
                question.path("query").asText(), expect, Duration.ofMillis(question.path("millis").asLong()));
        String why = why(check);
        out.write(JSON.writeValueAsBytes(JSON.createObjectNode().put("passed", why == null).put("why", why)));
        out.flush();
    }

    private static @Nullable String why(HealthCheck.Sql check) {
        try {
            SqlProbe.here(check);
            return null;
        } catch (ProbeFailure e) {
            return e.why();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the check was cancelled";
        } catch (Exception e) {
            return Said.quote(e);
        }
    }
}
