package dev.towline.migrate.rule;

import java.util.Locale;

/** Whether a deploy would refuse it. */
public enum Severity {
    NONE, WARN, BLOCK;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
