package dev.towline.host;

import java.util.Collection;
import java.util.Map;

/** The service manager: systemd, or child processes made from the same unit files. Unit names carry their suffix. */
public interface Services {
    /** The state of each unit, in one question; a unit that is not known is {@link UnitState#ABSENT}. */
    Map<String, UnitState> states(Collection<String> units);

    void reloadDefinitions();

    /** Starts and waits until the manager calls it active; REJECTED with its last log lines otherwise. */
    void start(String unit);

    /** Stops gracefully and waits; nothing happens where it does not run. */
    void stop(String unit);

    void restart(String unit);

    /** Reloads where it runs; starts nothing. REJECTED where it cannot be reloaded. */
    void reload(String unit);

    /** Has it start at a boot; REJECTED where its file has no [Install] section. */
    void enable(String unit);

    void disable(String unit);

    /** The last lines that the unit logged, oldest first. */
    String log(String unit, int lines);

    default UnitState state(String unit) {
        return states(java.util.List.of(unit)).getOrDefault(unit, UnitState.ABSENT);
    }
}
