package dev.towline.history;

import dev.towline.desired.TargetName;
import java.util.List;
import java.util.Optional;

/** What people decided and what has not ended yet. */
public interface Decisions {
    /** All that stand, at most one of each kind, in the order of the kinds. */
    List<Decision> of(TargetName target);

    /** Remembers it in the place of the one of its kind; those of other kinds stay as they are. */
    void put(TargetName target, Decision decision);

    /** Forgets the one of this kind; nothing happens where there is none. */
    void end(TargetName target, Decision.Kind kind);

    /** The one of this type, where it stands. */
    default <D extends Decision> Optional<D> find(TargetName target, Class<D> type) {
        return of(target).stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** Whether a person has suspended the target. */
    default boolean suspended(TargetName target) {
        return find(target, Decision.Suspend.class).isPresent();
    }
}
