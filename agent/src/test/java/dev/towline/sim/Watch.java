package dev.towline.sim;

import dev.towline.history.HistoryException;
import dev.towline.host.HostException;
import dev.towline.host.sim.Effect;
import dev.towline.host.sim.Hook;
import dev.towline.host.sim.SimHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands at every effect: lets it take time, passes it to the faults that are armed, and has the invariants looked at. */
final class Watch implements Hook {
    private static final Duration UNIT = Duration.ofMillis(200);
    private static final Duration COMMAND = Duration.ofMillis(30);
    private static final Duration FILE = Duration.ofMillis(1);

    private final SimHost host;
    private final Machine machine;
    private final List<Object> log = new ArrayList<>();
    private Hook faults = Hook.NONE;
    private Runnable invariants = () -> {};
    private @Nullable Runnable surprise;
    private int surpriseIn;
    private int effects;
    private boolean judging;

    Watch(SimHost host, Machine machine) {
        this.host = host;
        this.machine = machine;
    }

    void invariants(Runnable invariants) {
        this.invariants = invariants;
    }

    void arm(Hook faults) {
        this.faults = faults;
    }

    /** Something that comes from outside while a pass is under way, after so many looks of the agent. */
    void surprise(int looks, Runnable what) {
        surprise = what;
        surpriseIn = looks;
    }

    void noSurprise() {
        surprise = null;
    }

    /** How many effects on the host there were; the store's do not count. */
    int effects() {
        return effects;
    }

    void note(String what) {
        log.add(host.clock().instant() + " " + what);
    }

    List<Object> log() {
        return log;
    }

    @Override
    public void before(Effect effect) {
        if (effect.room().equals("jobs") && effect.verb().equals("forget") && effect.subject().contains("-migrate-")
                && host.simJobs().running().contains(effect.subject())) {
            throw new Violation("a migration is cut: " + effect);
        }
        try {
            faults.before(effect);
        } catch (HostException e) {
            note("FAILED " + e.kind() + " " + effect);
            if (effect.room().equals("history")) {
                throw new HistoryException(HistoryException.Kind.UNAVAILABLE, "simulated: " + e.getMessage());
            }
            throw e;
        }
    }

    @Override
    public void after(Effect effect) {
        log.add(effect);
        if (!effect.room().equals("history")) {
            effects++;
            if (effect.verb().equals("reload") && effect.subject().equals(Machine.NGINX)) {
                machine.nginxReads();
            }
            host.simClock().advance(switch (effect.room()) {
                case "services" -> UNIT;
                case "commands", "databases", "packages" -> COMMAND;
                default -> FILE;
            });
        }
        judge();
        faults.after(effect);
    }

    /** The invariants ask the host too; their questions are none of the agent's. */
    private void judge() {
        if (!judging) {
            judging = true;
            try {
                invariants.run();
            } finally {
                judging = false;
            }
        }
    }

    @Override
    public void look(Effect question) {
        judge();
        Runnable coming = surprise;
        if (judging) {
            return;
        }
        if (coming != null && --surpriseIn <= 0) {
            surprise = null;
            coming.run();
        }
    }
}
