package dev.towline.render;

import dev.towline.host.Digest;
import dev.towline.source.LfsPointer;
import dev.towline.source.Revision;
import dev.towline.source.Snapshot;
import dev.towline.source.TreeSink;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** An app repo at a commit, in memory. */
record FakeApp(Revision revision, Map<String, String> files, List<String> skippedSubmodules) implements Snapshot {
    static final Revision FIRST = Revision.of("3f2c1a9" + "0".repeat(33));

    FakeApp {
        files = new TreeMap<>(files);
    }

    FakeApp(Revision revision, Map<String, String> files) {
        this(revision, files, List.of());
    }

    static FakeApp django() {
        return new FakeApp(FIRST, Map.of("requirements.txt", "Django==5.1\n", "manage.py", "",
                "backend/requirements.txt", "Django==5.1\n"));
    }

    @Override
    public SortedSet<String> paths() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(files.keySet()));
    }

    @Override
    public Optional<byte[]> read(String path) {
        return Optional.ofNullable(files.get(path)).map(t -> t.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean executable(String path) {
        return false;
    }

    @Override
    public String treeDigest(String pathPrefix) {
        return Digest.of(files.getOrDefault(pathPrefix, "")).hex();
    }

    @Override
    public List<String> lfsPointers() {
        return files.entrySet().stream()
                .filter(file -> LfsPointer.is(file.getValue().getBytes(StandardCharsets.UTF_8))).map(Map.Entry::getKey)
                .sorted().toList();
    }

    @Override
    public void writeTo(TreeSink sink, String subfolder) {
        throw new IllegalStateException("rendering writes nothing");
    }
}
