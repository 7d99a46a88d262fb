package dev.towline.host.linux;

import dev.towline.host.JobResult;
import dev.towline.host.JobResult.Limit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a job's main process ended, in systemd's words ({@code $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS}).
 *
 * @param result success, exit-code, signal, core-dump, timeout, oom-kill, resources, {@code output-limit} where it wrote too much, or
 *     {@code vanished} where nobody saw it end
 * @param code exited, killed or dumped; empty where nothing was started
 * @param status the exit code, or the signal's name or number
 */
public record JobEnding(String result, String code, String status) {
    /** It was started, runs no more and left no result: the machine went down under it. */
    public static final JobEnding VANISHED = new JobEnding("vanished", "killed", "KILL");
    /** It wrote more than it may. */
    public static final JobEnding SAID_TOO_MUCH = new JobEnding("output-limit", "killed", "KILL");
    public static final JobEnding TIMED_OUT = new JobEnding("timeout", "killed", "KILL");

    private static final Map<String, Integer> SIGNALS = Map.ofEntries(Map.entry("HUP", 1), Map.entry("INT", 2),
            Map.entry("QUIT", 3), Map.entry("ILL", 4), Map.entry("TRAP", 5), Map.entry("ABRT", 6), Map.entry("BUS", 7),
            Map.entry("FPE", 8), Map.entry("KILL", 9), Map.entry("USR1", 10), Map.entry("SEGV", 11),
            Map.entry("USR2", 12), Map.entry("PIPE", 13), Map.entry("ALRM", 14), Map.entry("TERM", 15),
            Map.entry("XCPU", 24), Map.entry("XFSZ", 25), Map.entry("SYS", 31));
    /** A program sends none of these to itself by mistake. */
    private static final List<Integer> FROM_OUTSIDE = List.of(1, 2, 9, 15);

    static JobEnding parse(String text) {
        String[] fields = text.strip().split(" ", -1);
        return new JobEnding(fields[0], fields.length > 1 ? fields[1] : "", fields.length > 2 ? fields[2] : "");
    }

    String text() {
        return result + " " + code + " " + status + "\n";
    }

    public boolean timedOut() {
        return result.equals("timeout");
    }

    public JobResult with(String output) {
        return new JobResult(exit(), killed(), output, limit());
    }

    private Optional<Limit> limit() {
        return switch (result) {
            case "oom-kill" -> Optional.of(Limit.MEMORY);
            case "output-limit" -> Optional.of(Limit.OUTPUT);
            default -> Optional.empty();
        };
    }

    private boolean killed() {
        return switch (result) {
            case "oom-kill", "timeout", "vanished", "watchdog" -> true;
            case "signal" -> FROM_OUTSIDE.contains(number());
            default -> false;
        };
    }

    private int exit() {
        int number = number();
        if (code.equals("exited")) {
            // A unit can fail although its main process said 0, for instance when another of its processes ran out of memory.
            return number == 0 && !result.equals("success") ? 1 : number;
        }
        return code.isEmpty() ? 1 : 128 + number;
    }

    private int number() {
        if (!status.isEmpty() && status.length() < 9 && status.chars().allMatch(Character::isDigit)) {
            return Integer.parseInt(status);
        }
        return SIGNALS.getOrDefault(status, 0);
    }
}
