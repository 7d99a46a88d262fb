package dev.towline.cli;

import dev.towline.reconcile.Following;
import dev.towline.reconcile.Workbench;
import java.util.function.UnaryOperator;

/** The rooms, open for one command. */
public interface Session extends AutoCloseable {
    Workbench bench();

    Following following();

    /** Takes secrets out of a text. */
    UnaryOperator<String> mask();

    @Override
    void close();
}
