package dev.towline.host.local;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a timer starts its service.
 *
 * @param afterStart spans after the timer's own start, once each
 * @param afterRun spans after each start of the service
 */
record TimerSpec(String service, List<CalendarSpec> calendar, List<Duration> afterStart, List<Duration> afterRun) {
    TimerSpec {
        calendar = List.copyOf(calendar);
        afterStart = List.copyOf(afterStart);
        afterRun = List.copyOf(afterRun);
    }

    static TimerSpec of(UnitFile file) {
        UnsupportedKeys.refuse(file);
        List<CalendarSpec> calendar = new ArrayList<>();
        for (UnitFile.Setting setting : file.all("Timer", "OnCalendar")) {
            calendar.add(CalendarSpec.parse(setting.value()).orElseThrow(
                    () -> new UnitProblem(file.name(), setting.line(),
                            "the local service manager does not know OnCalendar="
                                    + setting.value() + "; it knows for instance "
                                    + String.join(" | ", CalendarSpec.known()))));
        }
        List<Duration> afterStart = spans(file, List.of("OnActiveSec", "OnBootSec", "OnStartupSec"));
        List<Duration> afterRun = spans(file, List.of("OnUnitActiveSec", "OnUnitInactiveSec"));
        if (calendar.isEmpty() && afterStart.isEmpty() && afterRun.isEmpty()) {
            throw new UnitProblem(file.name(), 1, "a timer names OnCalendar= or a span such as OnUnitActiveSec=");
        }
        String service = file.value("Timer", "Unit", file.name().replaceFirst("\\.timer$", ".service"));
        return new TimerSpec(service, calendar, afterStart, afterRun);
    }

    private static List<Duration> spans(UnitFile file, List<String> keys) {
        return keys.stream().flatMap(key -> file.all("Timer", key).stream())
                .map(s -> TimeSpan.parse(s.value()).orElseThrow(() -> new UnitProblem(file.name(), s.line(),
                        "'" + s.value() + "' is no time span")))
                .toList();
    }

    /** The next start after now; a timer with only spans after a run begins with a run, as after a boot long ago. */
    Optional<Instant> next(Instant now, Instant timerStarted, Optional<Instant> lastRun, ZoneId zone) {
        Stream<Instant> byCalendar = calendar.stream()
                .flatMap(c -> c.after(now.atZone(zone).toLocalDateTime()).stream())
                .map(t -> t.atZone(zone).toInstant());
        Stream<Instant> once = afterStart.stream().map(timerStarted::plus)
                .filter(t -> t.isAfter(now) || lastRun.isEmpty());
        Stream<Instant> again = afterRun.stream().map(span -> lastRun.orElse(timerStarted).plus(span));
        return Stream.of(byCalendar, once, again).flatMap(s -> s).min(Instant::compareTo);
    }
}
