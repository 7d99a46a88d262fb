package dev.towline.cli;

import dev.towline.config.AgentSecrets;
import dev.towline.config.AgentSettings;
import dev.towline.host.Commands;
import dev.towline.host.HostFiles;
import dev.towline.secret.Masker;
import dev.towline.source.Author;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** What commands need of the house; the wiring is elsewhere, so that commands can be read without it. */
public interface House {
    /**
     * Everything a pass needs, for a command that acts by itself. Only one process at a time may hold it.
     *
     * @throws Busy where another one does
     */
    Session open(AgentSettings settings, AgentSecrets secrets);

    /** Knows every secret that was read; what is printed goes through it. */
    Masker masker();

    /** Another process acts on this host: an agent that starts, or a command. */
    final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Busy(String message) {
            super(message);
        }
    }

    /** Runs the agent until it is told to stop. */
    int run(AgentSettings settings, AgentSecrets secrets);

    /** Hands for a command that works in the user's own folders, without settings and without an agent. */
    Tools tools();

    /** Programs and files, as the user who runs the command. */
    record Tools(Commands commands, HostFiles files) {}

    /** What the short process of a fetch does: reads what is asked, writes what came of it; the exit code. */
    int gitWork(InputStream in, OutputStream out) throws IOException;

    /** Makes a bare repository, and somebody with one of their own who pushes to it; for the demo. */
    Author author(Path shared, Path own);
}
