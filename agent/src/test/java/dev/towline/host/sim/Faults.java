package dev.towline.host.sim;

import dev.towline.host.HostException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Hooks that count effects and break one or some of them. */
public final class Faults implements Hook {
    /** What happens at the chosen effect. */
    public enum Fault {
        NONE, CRASH_BEFORE, CRASH_AFTER, FAIL
    }

    private final int at;
    private final Fault fault;
    private final HostException.Kind kind;
    private final @Nullable Random random;
    private final int oneIn;
    private int count;
    private @Nullable Effect struck;

    private Faults(int at, Fault fault, HostException.Kind kind, @Nullable Random random, int oneIn) {
        this.at = at;
        this.fault = fault;
        this.kind = kind;
        this.random = random;
        this.oneIn = oneIn;
    }

    /** Only counts, so that a sweep knows how far to go. */
    public static Faults counting() {
        return new Faults(-1, Fault.NONE, HostException.Kind.DISK, null, 0);
    }

    /** The effect with this number, from 0. */
    public static Faults crashBefore(int at) {
        return new Faults(at, Fault.CRASH_BEFORE, HostException.Kind.DISK, null, 0);
    }

    public static Faults crashAfter(int at) {
        return new Faults(at, Fault.CRASH_AFTER, HostException.Kind.DISK, null, 0);
    }

    public static Faults failAt(int at, HostException.Kind kind) {
        return new Faults(at, Fault.FAIL, kind, null, 0);
    }

    /** A random fault at one in so many effects; the same seed gives the same faults. */
    public static Faults seeded(long seed, int oneIn) {
        return new Faults(-1, Fault.NONE, HostException.Kind.DISK, new Random(seed), oneIn);
    }

    public int count() {
        return count;
    }

    /** The last effect that was broken, or null. */
    public @Nullable Effect struck() {
        return struck;
    }

    private Fault pending = Fault.NONE;

    @Override
    public void before(Effect effect) {
        int number = count++;
        pending = number == at ? fault : drawn();
        HostException.Kind failing = kind;
        if (pending == Fault.FAIL && random != null) {
            HostException.Kind[] kinds = HostException.Kind.values();
            failing = kinds[random.nextInt(kinds.length)];
        }
        switch (pending) {
            case NONE -> {
                return;
            }
            case CRASH_BEFORE -> {
                struck = effect;
                throw new SimulatedCrash("before effect " + number + ": " + effect);
            }
            case FAIL -> {
                struck = effect;
                throw new HostException(failing, "simulated failure of effect " + number + ": " + effect);
            }
            case CRASH_AFTER -> struck = effect;
        }
    }

    private Fault drawn() {
        if (random == null || random.nextInt(oneIn) != 0) {
            return Fault.NONE;
        }
        return switch (random.nextInt(3)) {
            case 0 -> Fault.CRASH_BEFORE;
            case 1 -> Fault.CRASH_AFTER;
            default -> Fault.FAIL;
        };
    }

    @Override
    public void after(Effect effect) {
        if (pending == Fault.CRASH_AFTER) {
            pending = Fault.NONE;
            throw new SimulatedCrash("after effect " + (count - 1) + ": " + effect);
        }
    }
}
