package dev.towline.plan;

import dev.towline.plan.Action.Verb;
import dev.towline.render.OnChange;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which units follow a set of changes: each once, a restart standing in for a reload. */
final class Followers {
    private Followers() {}

    static Map<String, Verb> of(Collection<OnChange> changes) {
        Map<String, Verb> verbs = new LinkedHashMap<>();
        for (OnChange change : changes) {
            switch (change) {
                case OnChange.Reload reload -> verbs.putIfAbsent(reload.unit(), Verb.RELOAD);
                case OnChange.Restart restart -> verbs.put(restart.unit(), Verb.RESTART);
                case OnChange.Nothing n -> {
                }
                case OnChange.Run r -> {
                }
            }
        }
        return verbs;
    }
}
