package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;

/** Types commands, and sees what they print. */
final class Terminal {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final House house;

    /** What came of a command. */
    record Said(int exit, String out, String err) {
        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException(out, e);
            }
        }
    }

    Terminal(House house) {
        this.house = house;
    }

    /** Before a house is built: commands that need none, or that are refused. */
    static Terminal withoutHouse() {
        return new Terminal(new House() {
            @Override
            public int gitWork(java.io.InputStream in, java.io.OutputStream out) {
                throw new AssertionError("no fetch here");
            }

            @Override
            public Tools tools() {
                return new Tools(dev.towline.host.local.OwnHands.commands(), dev.towline.host.local.OwnHands.files());
            }

            @Override
            public dev.towline.secret.Masker masker() {
                return new dev.towline.secret.Masker();
            }

            @Override
            public Session open(dev.towline.config.AgentSettings settings,
                    dev.towline.config.AgentSecrets secrets) {
                throw new AssertionError("this command must not open the rooms");
            }

            @Override
            public int run(dev.towline.config.AgentSettings settings, dev.towline.config.AgentSecrets secrets) {
                throw new AssertionError("this command must not run the agent");
            }

            @Override
            public dev.towline.source.Author author(java.nio.file.Path shared, java.nio.file.Path own) {
                throw new AssertionError("this command must not make repositories");
            }
        });
    }

    Said type(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Towline.commandLine(house).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(words);
        line.getOut().flush();
        line.getErr().flush();
        return new Said(exit, out.toString(), err.toString());
    }
}
