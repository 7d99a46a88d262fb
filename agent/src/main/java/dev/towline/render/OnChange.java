package dev.towline.render;

import java.util.List;

/** What must follow when a file or link changed; each is done once a pass, after all the files. */
public sealed interface OnChange {
    /** Nothing. */
    record Nothing() implements OnChange {}

    /** The unit reads its files again. */
    record Reload(String unit) implements OnChange {}

    /** The unit starts anew. */
    record Restart(String unit) implements OnChange {}

    /** A command takes the file in, for instance {@code systemd-tmpfiles --create}; it must be repeatable. */
    record Run(List<String> argv) implements OnChange {
        public Run {
            argv = List.copyOf(argv);
        }
    }
}
