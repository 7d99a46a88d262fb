package dev.towline.render;

import dev.towline.desired.Problem;
import java.util.List;

/** What came of rendering a target. */
public sealed interface Rendering {
    /** All of it is settled. */
    record Settled(RenderedTarget target) implements Rendering {}

    /** Nothing of it may be written. */
    record Refused(List<Problem> problems) implements Rendering {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
