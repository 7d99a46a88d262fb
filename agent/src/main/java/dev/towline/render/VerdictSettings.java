package dev.towline.render;

import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Engine;
import dev.towline.render.RenderedRelease.Ordered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All that a site says about how its migrations are judged and run, where it differs from the default. */
final class VerdictSettings {
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SQL_TIMEOUT = Duration.ofHours(2);

    private VerdictSettings() {}

    /** Nothing where all of it is as by default. */
    static List<Object> of(Ordered ordered) {
        List<Object> said = new ArrayList<>();
        if (ordered.contract() != ContractPolicy.NEXT_RELEASE) {
            said.add(List.of("contract", ordered.contract().name()));
        }
        if (!ordered.lockTimeout().equals(LOCK_TIMEOUT)) {
            said.add(List.of("lockTimeout", ordered.lockTimeout()));
        }
        if (!ordered.permits().isEmpty()) {
            said.add(List.of("permits", ordered.permits()));
        }
        if (!ordered.overrides().isEmpty()) {
            said.add(List.of("overrides", ordered.overrides()));
        }
        if (ordered.engine() instanceof Engine.SqlFiles files) {
            said.addAll(of(files));
        }
        return said;
    }

    private static List<Object> of(Engine.SqlFiles files) {
        List<Object> said = new ArrayList<>();
        if (files.baseline() != 0) {
            said.add(List.of("baseline", files.baseline()));
        }
        if (!files.timeout().equals(SQL_TIMEOUT)) {
            said.add(List.of("timeout", files.timeout()));
        }
        return said;
    }
}
