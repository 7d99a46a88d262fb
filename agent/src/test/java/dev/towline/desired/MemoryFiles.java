package dev.towline.desired;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Config files in memory; {@code over} begins with those of another. */
public final class MemoryFiles implements ConfigFiles {
    private final SortedMap<String, byte[]> files = new TreeMap<>();

    public static MemoryFiles over(ConfigFiles base) {
        MemoryFiles files = new MemoryFiles();
        base.paths().forEach(p -> files.files.put(p, base.read(p).orElseThrow()));
        return files;
    }

    public MemoryFiles with(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public MemoryFiles with(String path, byte[] bytes) {
        files.put(path, bytes);
        return this;
    }

    public MemoryFiles without(String path) {
        files.remove(path);
        return this;
    }

    /** Replaces a text in a file; fails where it is not there. */
    public MemoryFiles edit(String path, String from, String to) {
        String text = new String(read(path).orElseThrow(), StandardCharsets.UTF_8);
        if (!text.contains(from)) {
            throw new IllegalArgumentException(from + " is not in " + path);
        }
        return with(path, text.replace(from, to));
    }

    @Override
    public SortedSet<String> paths() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(files.keySet()));
    }

    @Override
    public Optional<byte[]> read(String path) {
        return Optional.ofNullable(files.get(path));
    }
}
