package dev.towline.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files from a map; none is executable, none is a link. */
public record MemorySnapshot(Revision revision, Map<String, String> files) implements Snapshot {
    public MemorySnapshot {
        files = Map.copyOf(files);
        files.keySet().forEach(path -> SafePath.require(revision, path));
    }

    @Override
    public SortedSet<String> paths() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(files.keySet()));
    }

    @Override
    public Optional<byte[]> read(String path) {
        return Optional.ofNullable(files.get(path)).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean executable(String path) {
        return false;
    }

    @Override
    public String treeDigest(String pathPrefix) {
        if (files.containsKey(pathPrefix)) {
            return "file:" + MemoryRemote.sha1(files.getOrDefault(pathPrefix, ""));
        }
        Map<String, String> below = below(pathPrefix);
        return below.isEmpty() ? "" : "tree:" + MemoryRemote.sha1(below.toString());
    }

    @Override
    public List<String> skippedSubmodules() {
        return List.of();
    }

    @Override
    public List<String> lfsPointers() {
        return files.entrySet().stream()
                .filter(file -> LfsPointer.is(file.getValue().getBytes(StandardCharsets.UTF_8))).map(Map.Entry::getKey)
                .sorted().toList();
    }

    @Override
    public void writeTo(TreeSink sink, String subfolder) {
        Map<String, String> below = below(subfolder);
        if (below.isEmpty()) {
            throw new SourceException(FailureKind.NOT_FOUND,
                    "Commit " + revision + " has no folder '" + subfolder + "'.");
        }
        try {
            SortedSet<String> folders = new TreeSet<>();
            below.keySet().forEach(path -> addParents(path, folders));
            for (String folder : folders) {
                sink.directory(folder);
            }
            for (Map.Entry<String, String> file : below.entrySet()) {
                sink.file(file.getKey(), false,
                        new ByteArrayInputStream(file.getValue().getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new SourceException(FailureKind.DISK, "Commit " + revision + " could not be written.", e);
        }
    }

    private static void addParents(String path, SortedSet<String> folders) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            folders.add(path.substring(0, slash));
        }
    }

    private TreeMap<String, String> below(String folder) {
        String prefix = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
        TreeMap<String, String> below = new TreeMap<>();
        files.forEach((path, text) -> {
            if (path.startsWith(prefix)) {
                below.put(path.substring(prefix.length()), text);
            }
        });
        return below;
    }
}
