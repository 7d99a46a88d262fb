package dev.towline.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder outside of which the demo writes nothing. */
record DemoFolder(Path path) {
    /** Unix sockets lie deep below it, and their paths may have 107 bytes. */
    private static final int LONGEST = 48;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._-]+");

    /** A new one under the machine's folder for temporary files, or the named one, which must be empty or not yet there. */
    static DemoFolder open(Optional<Path> wished) throws IOException {
        Path path = wished.isPresent() ? wished(wished.get()) : Files.createTempDirectory("towline-demo-");
        DemoFolder folder = new DemoFolder(path.toRealPath());
        String text = folder.path.toString();
        if (!PLAIN.matcher(text).matches() || text.length() > LONGEST) {
            Files.delete(folder.path);
            throw new IOException("the path " + text + " is too long for unix sockets below it, or has characters that "
                    + "URLs and unit files would need quoted; name one of at most " + LONGEST
                    + " letters, digits, dots and dashes with --folder");
        }
        for (Path below : new Path[]{folder.git(), folder.root(), folder.temporary(), folder.libraries()}) {
            Files.createDirectory(below);
        }
        return folder;
    }

    private static Path wished(Path path) throws IOException {
        if (Files.exists(path)) {
            if (!Files.isDirectory(path)) {
                throw new IOException(path + " is no folder");
            }
            try (Stream<Path> files = Files.list(path)) {
                if (files.findAny().isPresent()) {
                    throw new IOException(path + " is not empty; the demo removes its folder in the end, so name one "
                            + "that is empty or does not exist");
                }
            }
            return path;
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException("there is no folder " + parent + " to make " + path.getFileName() + " in");
        }
        return Files.createDirectory(path.toAbsolutePath(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    Path git() {
        return path.resolve("git");
    }

    /** What stands for the machine's {@code /}. */
    Path root() {
        return path.resolve("host");
    }

    Path temporary() {
        return path.resolve("tmp");
    }

    /** Where the application finds its libraries; the distribution may lie where a unit file could not say it. */
    Path libraries() {
        return path.resolve("lib");
    }

    Path settings() {
        return path.resolve("agent.yaml");
    }

    Path log() {
        return path.resolve("agent.log");
    }

    void remove() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
