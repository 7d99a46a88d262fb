package dev.towline.follow;

import dev.towline.desired.ConfigFiles;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** A folder of a repo as if it were the whole. */
record Folder(ConfigFiles whole, String prefix) implements ConfigFiles {
    static ConfigFiles of(ConfigFiles whole, String path) {
        return path.isEmpty() ? whole : new Folder(whole, path + "/");
    }

    @Override
    public SortedSet<String> paths() {
        return Collections.unmodifiableSortedSet(whole.paths().stream().filter(p -> p.startsWith(prefix))
                .map(p -> p.substring(prefix.length())).collect(Collectors.toCollection(java.util.TreeSet::new)));
    }

    @Override
    public Optional<byte[]> read(String path) {
        return whole.read(prefix + path);
    }
}
