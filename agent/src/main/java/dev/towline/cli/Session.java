package dev.towline.cli;

import dev.towline.audit.AuditTrail;
import dev.towline.reconcile.Following;
import dev.towline.reconcile.Workbench;
import java.util.function.UnaryOperator;

/** The rooms, open for one command. */
public interface Session extends AutoCloseable {
    Workbench bench();

    Following following();

    /** Takes secrets out of a text. */
    UnaryOperator<String> mask();

    AuditTrail audit();

    @Override
    void close();
}
