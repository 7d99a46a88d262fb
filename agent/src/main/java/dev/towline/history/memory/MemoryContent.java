package dev.towline.history.memory;

import dev.towline.host.Digest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Kept bytes by their SHA-256, and which of them nothing names yet. */
final class MemoryContent {
    private final Map<String, byte[]> contents = new HashMap<>();
    private final Set<String> fresh = new HashSet<>();

    synchronized String keep(byte[] content) {
        String reference = Digest.of(content).hex();
        contents.putIfAbsent(reference, content.clone());
        fresh.add(reference);
        return reference;
    }

    synchronized byte[] get(String reference) {
        byte[] content = contents.get(reference);
        if (content == null) {
            throw new IllegalStateException("nothing is kept as " + reference);
        }
        return content.clone();
    }

    synchronized boolean holds(String reference) {
        return contents.containsKey(reference);
    }

    synchronized void named(String reference) {
        fresh.remove(reference);
    }

    synchronized void retain(Predicate<String> named) {
        contents.keySet().removeIf(reference -> !fresh.contains(reference) && !named.test(reference));
    }
}
