package dev.towline.history.memory;

import dev.towline.history.OutputLimit;
import java.util.ArrayDeque;

/** The beginning and the end of one deployment's output. */
final class MemoryOutput {
    private final StringBuilder beginning = new StringBuilder();
    private final ArrayDeque<String> end = new ArrayDeque<>();
    private long beginningBytes;
    private long endBytes;
    private long lost;

    void append(String raw) {
        String line = OutputLimit.line(raw);
        int bytes = OutputLimit.bytes(line);
        if (end.isEmpty() && beginningBytes + bytes <= OutputLimit.HALF) {
            beginning.append(line);
            beginningBytes += bytes;
            return;
        }
        end.addLast(line);
        endBytes += bytes;
        while (endBytes > OutputLimit.HALF) {
            int dropped = OutputLimit.bytes(end.removeFirst());
            endBytes -= dropped;
            lost += dropped;
        }
    }

    String text() {
        return beginning + OutputLimit.gap(lost) + String.join("", end);
    }
}
