package dev.towline.follow;

import dev.towline.desired.TargetName;
import dev.towline.reconcile.Heads;
import dev.towline.reconcile.Wanted;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What was rendered is remembered until Git or a secret moves, so that an idle pass renders nothing. Thread-safe. */
final class RememberedRenderings {
    private static final int MOST = 512;

    /** All that a rendering depends on. */
    record Key(TargetName target, Heads heads, String secrets) {}

    private final Map<Key, Wanted.Rendering> renderings = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Wanted.Rendering> eldest) {
            return size() > MOST;
        }
    };

    /** What waits for a repository or a package comes out otherwise soon. */
    private static boolean lasts(Wanted.Rendering made) {
        return !(made instanceof Wanted.Rendering.NotYet)
                && !(made instanceof Wanted.Rendering.Ready ready && ready.target().provisional());
    }

    Wanted.Rendering get(Key key, Supplier<Wanted.Rendering> render) {
        synchronized (renderings) {
            Wanted.Rendering known = renderings.get(key);
            if (known != null) {
                return known;
            }
        }
        Wanted.Rendering made = render.get();
        if (lasts(made)) {
            synchronized (renderings) {
                renderings.put(key, made);
            }
        }
        return made;
    }
}
