package dev.towline.desired;

import java.util.Arrays;
import java.util.Optional;

/** Counts which of several keys are given. */
final class Choice {
    private Choice() {}

    static long count(Optional<?>... keys) {
        return Arrays.stream(keys).filter(Optional::isPresent).count();
    }
}
