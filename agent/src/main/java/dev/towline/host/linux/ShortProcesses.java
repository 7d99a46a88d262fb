package dev.towline.host.linux;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts this very program once more as a short process: with pipes, a memory limit, and nothing else of our environment. */
public final class ShortProcesses {
    private final String program;
    private final Map<String, String> environment;

    /**
     * @param program the absolute path of Towline's own program
     * @param heapBytes how much its heap may take
     */
    public ShortProcesses(String program, long heapBytes) {
        this.program = program;
        String path = System.getenv("PATH");
        String options = System.getenv("TOWLINE_JAVA_OPTS");
        this.environment = Map.of("PATH", path == null ? CommandLine.PATH : path, "LANG", "C.UTF-8", "HOME", "/",
                "TOWLINE_HEAP", (heapBytes >> 20) + "m", "TOWLINE_JAVA",
                System.getProperty("java.home", "") + "/bin/java", "TOWLINE_JAVA_OPTS",
                options == null ? "" : options);
    }

    /** @param words its arguments; never a secret */
    public Process start(List<String> words) throws IOException {
        List<String> argv = new ArrayList<>(List.of(program));
        argv.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(argv).directory(new File("/"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }
}
