package dev.towline.desired;

import dev.towline.budget.Budget;
import dev.towline.source.FailureKind;
import dev.towline.source.Snapshot;
import dev.towline.source.SourceException;
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
                try {
                    return snapshot.read(path);
                } catch (SourceException e) {
                    if (e.kind() != FailureKind.LIMIT || !path.endsWith(".yaml")) {
                        throw e;
                    }
                    // One file must not stop the others: as many bytes as its reader refuses, with its place.
                    return Optional.of(new byte[Budget.CONFIG_FILE.count() + 1]);
                }
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
