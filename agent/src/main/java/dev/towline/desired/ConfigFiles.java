package dev.towline.desired;

import dev.towline.source.Snapshot;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The files of a config repo at one moment, or of the components that ship. Paths are relative, with {@code /}. */
public interface ConfigFiles {
    SortedSet<String> paths();

    Optional<byte[]> read(String path);

    static ConfigFiles of(Snapshot snapshot) {
        return new ConfigFiles() {
            @Override
            public SortedSet<String> paths() {
                return snapshot.paths();
            }

            @Override
            public Optional<byte[]> read(String path) {
                return snapshot.read(path);
            }
        };
    }

    static ConfigFiles none() {
        return new ConfigFiles() {
            @Override
            public SortedSet<String> paths() {
                return Collections.unmodifiableSortedSet(new TreeSet<>());
            }

            @Override
            public Optional<byte[]> read(String path) {
                return Optional.empty();
            }
        };
    }
}
