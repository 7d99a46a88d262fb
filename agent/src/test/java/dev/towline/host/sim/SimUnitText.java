package dev.towline.host.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** As much of a unit file as the simulation wants to know; no systemd rules beyond that. */
public record SimUnitText(Map<String, String> values, List<String> execStart, boolean hasInstall) {
    static SimUnitText parse(String text, String instance) {
        Map<String, String> values = new HashMap<>();
        List<String> execStart = new ArrayList<>();
        boolean install = false;
        for (String raw : text.split("\n", -1)) {
            String line = raw.strip().replace("%i", instance);
            int equals = line.indexOf('=');
            if (line.equals("[Install]")) {
                install = true;
            } else if (equals > 0 && line.charAt(0) != '#' && line.charAt(0) != ';') {
                String key = line.substring(0, equals).strip();
                String value = line.substring(equals + 1).strip();
                values.put(key, value);
                if (key.equals("ExecStart")) {
                    execStart.add(value);
                }
            }
        }
        return new SimUnitText(Map.copyOf(values), List.copyOf(execStart), install);
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    boolean restarts() {
        String restart = values.getOrDefault("Restart", "no");
        return restart.equals("always") || restart.startsWith("on-");
    }

    boolean isOneshot() {
        return values.getOrDefault("Type", "").equals("oneshot");
    }

    /** The first folder {@code …/releases/<id>} that a command or the working directory names. */
    Optional<String> release() {
        List<String> places = new ArrayList<>(execStart);
        value("WorkingDirectory").ifPresent(places::add);
        for (String place : places) {
            int at = place.indexOf("/releases/");
            if (at >= 0) {
                int start = wordStart(place, at);
                return Optional.of(place.substring(start, wordEnd(place, at + "/releases/".length())));
            }
        }
        return Optional.empty();
    }

    /** The first socket path that a command names: a word, or the part behind {@code unix:} or {@code =}. */
    Optional<String> socket() {
        for (String command : execStart) {
            int at = command.indexOf(".sock");
            if (at >= 0) {
                return Optional.of(command.substring(wordStart(command, at), at + ".sock".length()));
            }
        }
        return value("ListenStream").filter(v -> v.startsWith("/"));
    }

    private static int wordStart(String text, int at) {
        int start = at;
        while (start > 0 && " \t=:\"'".indexOf(text.charAt(start - 1)) < 0) {
            start--;
        }
        return start;
    }

    private static int wordEnd(String text, int from) {
        int end = from;
        while (end < text.length() && " \t/:\"'".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** RestartSec in seconds or with ms or s; systemd's default otherwise. */
    Duration restartDelay() {
        String value = values.getOrDefault("RestartSec", "100ms");
        if (value.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
        }
        return Duration.ofMillis((long) (Double.parseDouble(value.replace("s", "")) * 1000));
    }
}
