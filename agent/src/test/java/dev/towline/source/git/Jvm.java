package dev.towline.source.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java processes with the flags of the distribution's own start script. */
final class Jvm {
    private Jvm() {}

    static Process start(String heap, String main, List<String> arguments) throws IOException {
        List<String> argv = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:TieredStopAtLevel=1", "-Xms8m", "-Xmx" + heap,
                "-Xss512k", "-XX:ReservedCodeCacheSize=32m", "-XX:MaxMetaspaceSize=96m", "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto", "-cp", System.getProperty("java.class.path"), main));
        argv.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(argv);
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        return builder.start();
    }

    /** A worker as the agent starts it. */
    static Launcher workers(String heap) {
        return words -> start(heap, "dev.towline.Main", words);
    }

    /** The most memory that a process had, in MiB. */
    static long peak(String pid) {
        try {
            return Files.readAllLines(Path.of("/proc", pid, "status")).stream().filter(l -> l.startsWith("VmHWM"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")) >> 10).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
