package dev.towline.source.git;

import java.io.IOException;
import java.util.List;

/** Starts Towline's own program once more, with a memory limit of its own. */
@FunctionalInterface
public interface Launcher {
    /** The hidden command that runs {@link GitWorker}. */
    String COMMAND = "git-work";

    /**
     * @param words the program's arguments; never a secret
     * @return its standard input and output are pipes
     */
    Process start(List<String> words) throws IOException;
}
