package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.history.History;
import dev.towline.history.Pair;
import dev.towline.history.Quarantine;
import dev.towline.reconcile.Wanted.Rendering;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which quarantined pairs Git still asks for. The others stay remembered, so that a revert is known, but are history. */
final class PassedOver {
    private final History history;
    private final Wanted wanted;

    PassedOver(History history, Wanted wanted) {
        this.history = history;
        this.wanted = wanted;
    }

    /** All where it cannot be known what Git asks for. */
    List<Quarantine.Entry> of(TargetName target) {
        List<Quarantine.Entry> all = history.quarantine().of(target);
        Optional<Heads> newest = all.isEmpty() ? Optional.empty() : wanted.heads(target);
        if (newest.isEmpty() || !(wanted.render(target, newest.get()) instanceof Rendering.Ready ready)) {
            return all;
        }
        List<Pair> asked = new ArrayList<>(List.of(Candidates.pair(newest.get(), ready.target())));
        history.targets().lastGood(target).filter(good -> good.app() != null)
                .map(good -> new Heads(newest.get().config(), good.app()))
                .ifPresent(heads -> {
                    if (wanted.render(target, heads) instanceof Rendering.Ready withGood) {
                        asked.add(Candidates.pair(heads, withGood.target()));
                    }
                });
        return all.stream().filter(entry -> asked.stream().anyMatch(entry.pair()::same)).toList();
    }
}
