package dev.towline.host;

/**
 * What the service manager says of a unit.
 *
 * @param enabled whether it starts at a boot by its own [Install] section (or its generator's); a static unit does not
 * @param restarts how often the manager restarted it by itself since its start (systemd's NRestarts)
 * @param mainPid 0 where there is none
 */
public record UnitState(Active active, boolean enabled, int restarts, int mainPid) {
    public static final UnitState ABSENT = new UnitState(Active.ABSENT, false, 0, 0);

    /** The states that are told apart. */
    public enum Active {
        ABSENT, INACTIVE, ACTIVATING, ACTIVE, DEACTIVATING, FAILED
    }

    public boolean running() {
        return active == Active.ACTIVE;
    }

    public boolean known() {
        return active != Active.ABSENT;
    }
}
