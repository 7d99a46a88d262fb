package dev.towline.migrate.rule;

import java.util.Locale;

/** When a change may run: before the new code, after nothing needs what it takes away, or never by itself. */
public enum Phase {
    EXPAND, CONTRACT, REFUSE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
