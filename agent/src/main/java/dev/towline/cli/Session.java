package dev.towline.cli;

import dev.towline.reconcile.Following;
import dev.towline.reconcile.Workbench;

/** The rooms, open for one command. */
public interface Session extends AutoCloseable {
    Workbench bench();

    Following following();

    @Override
    void close();
}
