package dev.towline.host.local;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of systemd's calendar events that timers of sites use: {@code daily} and its like, and
 * {@code [Mon..Fri] [*-*-DD] HH:MM[:SS]} with lists, ranges and steps; in local time.
 */
record CalendarSpec(Set<DayOfWeek> weekdays, TreeSet<Integer> months, TreeSet<Integer> days, TreeSet<Integer> hours,
        TreeSet<Integer> minutes, TreeSet<Integer> seconds) {
    private static final Map<String, String> NAMES = Map.of("minutely", "*-*-* *:*:00", "hourly", "*-*-* *:00:00",
            "daily", "*-*-* 00:00:00", "weekly", "Mon *-*-* 00:00:00", "monthly", "*-*-01 00:00:00", "quarterly",
            "*-01,04,07,10-01 00:00:00", "semiannually", "*-01,07-01 00:00:00", "yearly", "*-01-01 00:00:00",
            "annually", "*-01-01 00:00:00");
    private static final Pattern DATE = Pattern.compile("(?:\\*-)?([^-]+)-([^-]+)");

    /** Empty where the text is more than this class knows. */
    static Optional<CalendarSpec> parse(String text) {
        String[] words = NAMES.getOrDefault(text.strip().toLowerCase(Locale.ROOT), text.strip()).split("\\s+");
        try {
            int at = 0;
            Set<DayOfWeek> weekdays = EnumSet.allOf(DayOfWeek.class);
            if (Character.isLetter(words[0].charAt(0))) {
                weekdays = weekdays(words[at++]);
            }
            String date = at < words.length && !words[at].contains(":") ? words[at++] : "*-*-*";
            String time = at < words.length ? words[at++] : "00:00:00";
            Matcher month = DATE.matcher(date);
            String[] clock = time.split(":", -1);
            if (at < words.length || !month.matches() || clock.length < 2 || clock.length > 3) {
                return Optional.empty();
            }
            return Optional
                    .of(new CalendarSpec(weekdays, numbers(month.group(1), 1, 12), numbers(month.group(2), 1, 31),
                            numbers(clock[0], 0, 23), numbers(clock[1], 0, 59),
                            numbers(clock.length == 3 ? clock[2] : "00", 0, 59)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Set<DayOfWeek> weekdays(String text) {
        Set<DayOfWeek> set = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("\\.\\.", -1);
            DayOfWeek from = weekday(ends[0]);
            DayOfWeek to = ends.length == 2 ? weekday(ends[1]) : from;
            for (DayOfWeek day = from;; day = day.plus(1)) {
                set.add(day);
                if (day == to) {
                    break;
                }
            }
        }
        return set;
    }

    private static DayOfWeek weekday(String name) {
        String start = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(DayOfWeek.values()).filter(d -> start.length() >= 3 && d.name().startsWith(start))
                .findFirst().orElseThrow(() -> new IllegalArgumentException(name));
    }

    private static TreeSet<Integer> numbers(String text, int least, int most) {
        TreeSet<Integer> set = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
            String[] ends = stepped[0].equals("*")
                    ? new String[]{"" + least, "" + most}
                    : stepped[0].split("\\.\\.", -1);
            int from = Integer.parseInt(ends[0]);
            int to = ends.length == 2 ? Integer.parseInt(ends[1]) : stepped.length == 2 ? most : from;
            if (from < least || to > most || from > to || step < 1 || stepped.length > 2) {
                throw new IllegalArgumentException(text);
            }
            for (int i = from; i <= to; i += step) {
                set.add(i);
            }
        }
        return set;
    }

    /** The first moment after this one, or empty where there is none within five years. */
    Optional<LocalDateTime> after(LocalDateTime moment) {
        LocalDateTime earliest = moment.plusSeconds(1).withNano(0);
        for (LocalDate day = earliest.toLocalDate(); day.isBefore(earliest.toLocalDate().plusYears(5)); day = day
                .plusDays(1)) {
            if (months.contains(day.getMonthValue()) && days.contains(day.getDayOfMonth())
                    && weekdays.contains(day.getDayOfWeek())) {
                LocalTime from = day.equals(earliest.toLocalDate()) ? earliest.toLocalTime() : LocalTime.MIDNIGHT;
                Optional<LocalTime> time = time(from);
                if (time.isPresent()) {
                    return Optional.of(day.atTime(time.get()));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<LocalTime> time(LocalTime from) {
        for (int hour : hours.tailSet(from.getHour())) {
            boolean sameHour = hour == from.getHour();
            for (int minute : sameHour ? minutes.tailSet(from.getMinute()) : minutes) {
                int least = sameHour && minute == from.getMinute() ? from.getSecond() : 0;
                Integer second = seconds.ceiling(least);
                if (second != null) {
                    return Optional.of(LocalTime.of(hour, minute, second));
                }
            }
        }
        return Optional.empty();
    }

    static List<String> known() {
        return List.of("daily", "hourly", "*-*-* 03:30:00", "Mon..Fri 07:00", "*:0/15");
    }
}
