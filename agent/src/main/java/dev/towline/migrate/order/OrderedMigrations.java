package dev.towline.migrate.order;

import dev.towline.apply.Refused;
import dev.towline.apply.Work;
import dev.towline.history.Undo;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.Ordered;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a deployment asks of whoever orders the migrations of its release. */
public interface OrderedMigrations {

    /** Whether a restore point is worth taking: something is pending, or waits to be contracted. */
    boolean touchesData(RenderedRelease release, Work work);

    /**
     * Judges all that is pending on a shadow, and whether the release fits the schema that it will meet. Nothing on the real
     * database is changed.
     *
     * @param running folder of the release that serves now, or null
     * @param maintenance whether they run as they are, because no code runs meanwhile
     * @throws Refused with file, statement, reason and remedy of everything that cannot be ordered
     */
    void judge(RenderedRelease release, @Nullable String running, boolean maintenance, Work work);

    /** Runs what was judged: everything now that old code survives; the rest waits in the ledger. */
    void expand(RenderedRelease release, boolean maintenance, Work work);

    /**
     * Runs what waits and nobody needs any more. What cannot run yet is said and goes on waiting; that fails nothing.
     *
     * @param running folder of the release whose code must go on working
     * @param newer whether {@code release} is about to follow it, so that what its own earlier attempt deferred must wait
     */
    void contract(RenderedRelease release, String running, boolean newer, Work work);

    /** The last process of the release before has ended. What fails is tried again before the contract, so it fails nothing now. */
    void settle(RenderedRelease release, Work work);

    /**
     * Asks where ledger, record, files and catalog disagree; changes nothing and waits for nobody.
     *
     * @param release that is here
     * @throws Refused where it cannot be asked
     */
    List<Explanation> examine(RenderedRelease release, Work work);

    /** The job that contracts. It may outlive its deployment, and whoever comes next must find it. */
    static String contracting(Work work) {
        return work.job("contract");
    }

    /** How the shadows are taken away where judging was cut. */
    static Undo judging(RenderedRelease release, Work work) {
        return Undo.all(Shadows.names(ordered(release)).values().stream()
                .map(shadow -> new Undo.Drop(shadow, Shadows.making(work))).toList());
    }

    static Ordered ordered(RenderedRelease release) {
        return release.migration().flatMap(RenderedRelease.Migration::ordered).orElseThrow();
    }
}
