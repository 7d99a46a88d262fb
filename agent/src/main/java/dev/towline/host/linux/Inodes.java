package dev.towline.host.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Free inodes, which the JDK does not tell: {@code stat -f} does. */
final class Inodes {
    private Inodes() {}

    /** Long.MAX_VALUE where the file system does not count them (btrfs says 0 of 0). */
    static long free(Path path) throws IOException {
        Process stat = new ProcessBuilder("stat", "-f", "-c", "%c %d", "--", path.toString())
                .redirectErrorStream(true).start();
        String answer = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!stat.waitFor(10, TimeUnit.SECONDS) || stat.exitValue() != 0 || !answer.matches("\\d+ \\d+")) {
                throw new IOException("stat -f " + path + ": " + answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        String[] totalAndFree = answer.split(" ", 2);
        return totalAndFree[0].equals("0") ? Long.MAX_VALUE : Long.parseLong(totalAndFree[1]);
    }
}
