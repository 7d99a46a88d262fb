package dev.towline.migrate.rule;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What a statement does to code that runs; later ones are worse. */
public enum Verdict {
    EXPAND_SAFE, CONTRACT, BLOCKING, OPAQUE, NEVER;

    /** As in --json. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Verdict worst(Collection<Verdict> verdicts) {
        return verdicts.stream().max(Comparator.naturalOrder()).orElse(EXPAND_SAFE);
    }
}
