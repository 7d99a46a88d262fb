package dev.towline.reconcile;

import dev.towline.apply.Refused;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.history.History;
import dev.towline.history.Pair;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.migrate.order.Explanation;
import dev.towline.migrate.order.OrderedMigrations;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.RenderedRelease;
import java.util.List;
import java.util.Optional;

/**
 * Has the release that runs say where the ledger of its migrations, its files and its databases disagree. It changes nothing, so it
 * may be asked beside a pass.
 */
public final class Examining {
    private static final String WHAT = "migrations";
    private final Host host;
    private final History history;
    private final Wanted wanted;
    private final OrderedMigrations migrations;
    private final DeploymentIds ids;

    Examining(Host host, History history, Wanted wanted, OrderedMigrations migrations, DeploymentIds ids) {
        this.host = host;
        this.history = history;
        this.wanted = wanted;
        this.migrations = migrations;
        this.ids = ids;
    }

    /** Nothing of a target whose migrations are not ordered. One at a time: a target has one job of that name. */
    public synchronized List<Explanation> of(TargetName target) {
        Optional<Pair> good = history.targets().lastGood(target).filter(pair -> pair.release() != null);
        return good.map(pair -> of(target, pair)).orElse(List.of());
    }

    private List<Explanation> of(TargetName target, Pair pair) {
        return switch (wanted.render(target, new Heads(pair.config(), pair.app()))) {
            case Rendering.Ready ready -> ready.target().release()
                    .filter(release -> release.migration().flatMap(RenderedRelease.Migration::ordered).isPresent())
                    .map(release -> examined(target, release)).orElse(List.of());
            case Rendering.Invalid invalid -> notLooked(
                    "the configuration of the release that runs is not valid any more: " + invalid.why());
            case Rendering.NotYet notYet -> notLooked(notYet.why());
            case Rendering.Gone gone -> List.of();
            case Rendering.Suspended suspended -> List.of();
        };
    }

    private List<Explanation> examined(TargetName target, RenderedRelease release) {
        if (host.files().stat(release.path()).isEmpty()) {
            return notLooked("there is no folder " + release.path() + " of the release that runs");
        }
        try {
            return migrations.examine(release,
                    new Work(target, ids.next(host.clock().instant()), line -> {}, () -> false));
        } catch (Refused | HostException e) {
            return notLooked(String.valueOf(e.getMessage()));
        }
    }

    private static List<Explanation> notLooked(String why) {
        return List.of(new Explanation(WHAT, false, "ledger, files and catalog could not be compared: " + why, ""));
    }
}
