package dev.towline.lab;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link Load} saw. {@code errors} by kind: connect, read, write, status (400 and above), timeout; {@code releases}
 * counts the answers by the release that gave them; {@code samples} are the first bad answers. {@code unavailable} of the bad
 * status are a 503 with Retry-After.
 */
public record LoadResult(long requests, Map<String, Long> errors, long unavailable, Duration p50, Duration p99,
        Duration max,
        Map<String, Long> releases, List<String> samples) {
    private static final List<String> KINDS = List.of("connect", "read", "write", "status", "timeout");

    public LoadResult {
        errors = Map.copyOf(errors);
        releases = Map.copyOf(releases);
        samples = List.copyOf(samples);
    }

    public long failures() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Failures of one kind. */
    public long failed(String kind) {
        return errors.getOrDefault(kind, 0L);
    }

    static LoadResult parse(String output) {
        var numbers = new HashMap<String, Long>();
        var releases = new HashMap<String, Long>();
        var samples = new ArrayList<String>();
        for (String line : output.split("\n")) {
            String[] words = line.split(" ", 4);
            if (!words[0].equals("lab")) {
                continue;
            }
            switch (words[1]) {
                case "release" -> releases.merge(words[2], Long.valueOf(words[3]), Long::sum);
                case "sample" -> samples.add(line.substring("lab sample ".length()));
                default -> numbers.put(words[1], Long.valueOf(words[2]));
            }
        }
        if (!numbers.containsKey("requests")) {
            throw new AssertionError("wrk gave no count:\n" + output);
        }
        var errors = new HashMap<String, Long>();
        KINDS.forEach(kind -> errors.put(kind, numbers.getOrDefault(kind, 0L)));
        return new LoadResult(numbers.getOrDefault("requests", 0L), errors, numbers.getOrDefault("unavailable", 0L),
                micros(numbers, "p50"),
                micros(numbers, "p99"),
                micros(numbers, "max"), releases, samples);
    }

    private static Duration micros(Map<String, Long> numbers, String name) {
        return Duration.of(numbers.getOrDefault(name, 0L), ChronoUnit.MICROS);
    }
}
