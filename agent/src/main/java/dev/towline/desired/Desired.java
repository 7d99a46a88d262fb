package dev.towline.desired;

import java.util.List;

/** What Git says of one target. */
public sealed interface Desired {
    /** It is clear. */
    record Wanted(TargetSpec spec) implements Desired {}

    /** It cannot be followed until somebody mends it; the other targets go on. */
    record Refused(List<Problem> problems) implements Desired {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
