package dev.towline.restore;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.desired.TargetName;
import dev.towline.history.Undo;
import dev.towline.host.Host;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.util.function.Consumer;

/** What a person does with a restore point: restores it beside, compares, and puts it in the live database's place. */
public final class Proving {
    private final Host host;
    private final PointFolder points;
    private final DumpCommands dumps;

    public Proving(Host host, PointFolder points, DumpCommands dumps) {
        this.host = host;
        this.points = points;
        this.dumps = dumps;
    }

    public boolean isOf(RestorePoint point, RestoreSource source) {
        return dumps.isOf(point, source);
    }

    public boolean isThere(RestoreSource live) {
        return new Beside(host, dumps, "", line -> {}).isThere(live);
    }

    /**
     * Checks the checksum, restores beside, and compares with the live one. Nothing live is changed.
     *
     * @param keep whether the restored one stays; where it did not restore whole it never does
     * @throws Refused with the reason, where it does not restore whole
     */
    public Proof prove(TargetName target, RestoreSource live, RestorePoint point, boolean keep,
            Consumer<String> output) {
        Beside beside = new Beside(host, dumps, target.value(), output);
        requireWhole(point);
        RestoreSource scratch = beside.fill(live, point.path());
        boolean kept = false;
        try {
            String user = beside.user(point.path());
            Contents restored = beside.contents(scratch, user);
            Contents there = Contents.NOTHING;
            String unreadable = "";
            try {
                there = beside.contents(live, user);
            } catch (Refused e) {
                // Perhaps it is damaged, and a person wants to know whether the point is not.
                unreadable = String.valueOf(e.getMessage());
            }
            Proof proof = Proof.of(point, scratch.place(), keep, unreadable, there, restored);
            kept = keep;
            return proof;
        } finally {
            if (!kept) {
                beside.drop(scratch);
            }
        }
    }

    /** Restores beside, for {@link #exchange}. Nothing live is changed. */
    public void prepare(TargetName target, RestoreSource live, RestorePoint point, Consumer<String> output) {
        requireWhole(point);
        new Beside(host, dumps, target.value(), output).fill(live, point.path());
    }

    private void requireWhole(RestorePoint point) {
        points.flaw(point).ifPresent(flaw -> {
            throw new Refused(Fault.ENVIRONMENT, point.name() + " is not whole: " + flaw);
        });
    }

    /** How {@link #exchange} is taken back: by what it sets aside, under a name that nothing has yet. */
    public Undo.TakeBack inverse(RestoreSource live, RestorePoint point) {
        Beside beside = new Beside(host, dumps, "", line -> {});
        String how = "replaced_" + RestorePoint.STAMP.format(host.clock().instant()).replace('-', '_');
        RestoreSource aside = Beside.aside(live, how);
        for (int again = 2; beside.isThere(aside); again++) {
            aside = Beside.aside(live, how + "_" + again);
        }
        return new Undo.TakeBack(live.place(), aside.place(), beside.user(point.path()));
    }

    /** What was restored beside takes the live one's name; nothing may be writing to that. It stays, under another name. */
    public void exchange(TargetName target, Undo.TakeBack inverse, Consumer<String> output) {
        RestoreSource live = Beside.source(inverse.database());
        new Beside(host, dumps, target.value(), output).exchange(live, Beside.scratch(live),
                Beside.source(inverse.aside()), inverse.user());
    }
}
