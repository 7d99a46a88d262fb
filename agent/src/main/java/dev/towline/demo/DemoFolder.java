package dev.towline.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder outside of which the demo writes nothing. */
record DemoFolder(Path path) {
    /** Unix sockets lie deep below it, and their paths may have 107 bytes. */
    private static final int LONGEST = 48;

    /** A new one under the machine's folder for temporary files, or the named one, which must be empty or not yet there. */
    static DemoFolder open(Optional<Path> wished) throws IOException {
        Path path = wished.isPresent() ? wished(wished.get()) : Files.createTempDirectory("towline-demo-");
        DemoFolder folder = new DemoFolder(path.toRealPath());
        if (folder.path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            Files.delete(folder.path);
            throw new IOException("the path " + folder.path + " is too long for unix sockets below it; "
                    + "name one of at most " + LONGEST + " characters with --folder");
        }
        for (Path below : new Path[]{folder.git(), folder.root(), folder.temporary()}) {
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
            public FileVisitResult postVisitDirectory(Path folder, @org.jspecify.annotations.Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
