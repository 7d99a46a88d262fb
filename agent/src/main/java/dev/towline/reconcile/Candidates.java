package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.history.Decision;
import dev.towline.history.History;
import dev.towline.history.Pair;
import dev.towline.history.Quarantine;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedTarget;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Which pair a pass tries: what a person pinned; else the newest; else, where that failed here, the newest configuration with the
 * app that was good; else the last good pair, so that drift is still mended.
 */
final class Candidates {
    private final Wanted wanted;
    private final History history;

    /**
     * @param quarantined what was passed over, or null
     * @param exhausted whether all that could be tried has failed here, the chosen pair too
     */
    record Choice(TargetName target, Heads heads, Rendering rendering, Quarantine.@Nullable Entry quarantined,
            boolean exhausted) {}

    Candidates(Wanted wanted, History history) {
        this.wanted = wanted;
        this.history = history;
    }

    /** Changes nothing: a plan asks too. */
    Choice choose(TargetName target, Heads newest) {
        return pinned(target, newest).orElseGet(() -> notQuarantined(target, newest));
    }

    /** A pin ends when Git has moved on, or its release has failed here. */
    void endOutdatedPin(TargetName target, Heads newest) {
        if (pinned(target, newest).isEmpty()) {
            history.decisions().end(target, Decision.Kind.PIN);
        }
    }

    private Optional<Choice> pinned(TargetName target, Heads newest) {
        return history.decisions().find(target, Decision.Pin.class).filter(pin -> Pins.holds(pin, newest))
                .filter(pin -> !(wanted.render(target, newest) instanceof Rendering.Gone))
                .map(pin -> new Heads(pin.config(), pin.app()))
                .map(heads -> new Choice(target, heads, wanted.render(target, heads), null, false))
                .filter(choice -> failed(target, choice.heads(), choice.rendering()).isEmpty());
    }

    /** The pair that was good here last, whatever Git says now. */
    Optional<Choice> lastGood(TargetName target) {
        return history.targets().lastGood(target).map(good -> new Heads(good.config(), good.app()))
                .map(heads -> new Choice(target, heads, wanted.render(target, heads), null, false));
    }

    private Choice notQuarantined(TargetName target, Heads newest) {
        Quarantine.@Nullable Entry first = null;
        for (Heads heads : inOrder(target, newest)) {
            Rendering rendering = wanted.render(target, heads);
            Optional<Quarantine.Entry> failed = failed(target, heads, rendering);
            if (failed.isEmpty()) {
                return new Choice(target, heads, rendering, first, false);
            }
            first = first == null ? failed.get() : first;
        }
        return new Choice(target, newest, wanted.render(target, newest), first, true);
    }

    private Optional<Quarantine.Entry> failed(TargetName target, Heads heads, Rendering rendering) {
        return rendering instanceof Rendering.Ready ready
                ? history.quarantine().find(target, pair(heads, ready.target()))
                : Optional.empty();
    }

    private SequencedSet<Heads> inOrder(TargetName target, Heads newest) {
        SequencedSet<Heads> order = new LinkedHashSet<>();
        order.add(newest);
        history.targets().lastGood(target).ifPresent(good -> {
            if (newest.app() != null && good.app() != null) {
                order.add(new Heads(newest.config(), good.app()));
            }
            order.add(new Heads(good.config(), good.app()));
        });
        return order;
    }

    static Pair pair(Heads heads, RenderedTarget target) {
        return new Pair(heads.config(), target.settings().hex(), heads.app(),
                target.release().map(RenderedRelease::id).orElse(null));
    }
}
