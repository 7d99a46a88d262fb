package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.history.Pair;
import dev.towline.reconcile.Wanted.Rendering;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Git wants of one target, in terms that change only with what the target would become: not with a commit that is about others. */
final class Wants {
    private final Wanted wanted;
    private final TargetName target;
    private @Nullable Heads heads;
    private Object last = "";

    Wants(Wanted wanted, TargetName target) {
        this.wanted = wanted;
        this.target = target;
    }

    /** Equal for two commits that mean the same to the target. */
    Object now() {
        Optional<Heads> newest = wanted.heads(target);
        if (newest.isEmpty()) {
            return "nothing was fetched";
        }
        if (!newest.get().equals(heads) || last instanceof Rendering.NotYet) {
            last = of(newest.get(), wanted.render(target, newest.get()));
            heads = newest.get();
        }
        return last;
    }

    private static Object of(Heads heads, Rendering rendering) {
        return switch (rendering) {
            case Rendering.Ready ready -> {
                Pair pair = Candidates.pair(heads, ready.target());
                // The commit of the config repo is the one thing that says nothing.
                yield new Pair("", pair.settings(), pair.app(), pair.release());
            }
            case Rendering.Invalid invalid -> invalid;
            case Rendering.NotYet later -> later;
            case Rendering.Gone gone -> "gone";
            case Rendering.Suspended s -> s;
        };
    }
}
