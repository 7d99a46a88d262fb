package dev.towline.host.local;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** systemd's time spans: {@code 90}, {@code 1min 30s}, {@code 2h}, {@code infinity}. */
final class TimeSpan {
    static final Duration INFINITE = Duration.ofDays(36_500);
    private static final Pattern PART = Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)\\s*([a-zA-Zµ]*)\\s*");
    private static final Map<String, Double> SECONDS = Map.ofEntries(Map.entry("", 1.0), Map.entry("s", 1.0),
            Map.entry("sec", 1.0), Map.entry("second", 1.0), Map.entry("seconds", 1.0), Map.entry("m", 60.0),
            Map.entry("min", 60.0), Map.entry("minute", 60.0), Map.entry("minutes", 60.0), Map.entry("h", 3600.0),
            Map.entry("hr", 3600.0), Map.entry("hour", 3600.0), Map.entry("hours", 3600.0), Map.entry("d", 86400.0),
            Map.entry("day", 86400.0), Map.entry("days", 86400.0), Map.entry("w", 604800.0),
            Map.entry("week", 604800.0), Map.entry("weeks", 604800.0), Map.entry("ms", 0.001),
            Map.entry("msec", 0.001), Map.entry("us", 0.000001), Map.entry("usec", 0.000001));

    private TimeSpan() {}

    static Optional<Duration> parse(String text) {
        if (text.strip().toLowerCase(Locale.ROOT).equals("infinity")) {
            return Optional.of(INFINITE);
        }
        Matcher part = PART.matcher(text);
        double seconds = 0;
        int at = 0;
        while (at < text.length() && part.find(at) && part.start() == at) {
            Double unit = SECONDS.get(part.group(2));
            if (unit == null) {
                return Optional.empty();
            }
            seconds += Double.parseDouble(part.group(1)) * unit;
            at = part.end();
        }
        return at == text.length() && at > 0 && seconds < INFINITE.toSeconds()
                ? Optional.of(Duration.ofNanos((long) (seconds * 1e9)))
                : Optional.empty();
    }
}
