package dev.towline.history.sqlite;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** References of bytes that were kept a moment ago and that no row names yet, so that nobody else's close takes them away. */
final class FreshContent {
    private final Set<String> references = ConcurrentHashMap.newKeySet();

    void kept(String reference) {
        references.add(reference);
    }

    void named(String reference) {
        references.remove(reference);
    }

    boolean holds(String reference) {
        return references.contains(reference);
    }
}
