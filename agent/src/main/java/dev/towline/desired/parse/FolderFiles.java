package dev.towline.desired.parse;

import dev.towline.desired.ConfigFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A folder on disk as it is: a working copy that is validated, or the components that ship. Nothing outside it is read. */
public final class FolderFiles implements ConfigFiles {
    private final Path folder;
    private final SortedSet<String> paths;

    private FolderFiles(Path folder, SortedSet<String> paths) {
        this.folder = folder;
        this.paths = Collections.unmodifiableSortedSet(paths);
    }

    public static FolderFiles of(Path folder) {
        SortedSet<String> paths = new TreeSet<>();
        try {
            Path real = folder.toRealPath();
            Files.walkFileTree(real, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    return dir.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!file.endsWith(".git")) {
                        paths.add(real.relativize(file).toString());
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            return new FolderFiles(real, paths);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be read", e);
        }
    }

    @Override
    public SortedSet<String> paths() {
        return paths;
    }

    @Override
    public Optional<byte[]> read(String path) {
        if (!paths.contains(path)) {
            return Optional.empty();
        }
        try {
            Path real = folder.resolve(path).toRealPath();
            return real.startsWith(folder) && Files.isRegularFile(real)
                    ? Optional.of(Files.readAllBytes(real))
                    : Optional.empty();
        } catch (java.nio.file.NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + path + " cannot be read", e);
        }
    }
}
