package dev.towline.follow;

import dev.towline.desired.ConfigRepo;
import dev.towline.desired.Desired;
import dev.towline.desired.DesiredState;
import dev.towline.desired.TargetName;
import dev.towline.desired.TargetSpec;
import dev.towline.render.TargetRenderer;
import java.util.Optional;

/** The config repo at one commit, read and ready to be rendered. */
record ConfigAt(String revision, ConfigRepo repo, DesiredState state, TargetRenderer renderer) {
    Optional<TargetSpec> spec(TargetName target) {
        return state.targets().get(target) instanceof Desired.Wanted wanted
                ? Optional.of(wanted.spec())
                : Optional.empty();
    }

    /** Whether Git can be trusted on which targets there are: a host file that cannot be read never means "none". */
    boolean clear() {
        return state.common().isEmpty();
    }
}
