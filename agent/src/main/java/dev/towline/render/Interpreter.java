package dev.towline.render;

import java.util.List;

/** Tells interpreters apart: what a command such as {@code python3 -VV} prints on the host. */
@FunctionalInterface
public interface Interpreter {
    String fingerprint(List<String> argv);
}
