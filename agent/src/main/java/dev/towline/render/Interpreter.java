package dev.towline.render;

import java.util.List;
import java.util.Optional;

/** Tells interpreters apart: what a command such as {@code python3 -VV} prints on the host. */
@FunctionalInterface
public interface Interpreter {
    /** Empty where the command cannot be run, for instance because its package is not installed yet. */
    Optional<String> fingerprint(List<String> argv);
}
