package dev.towline.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A writable view of read-only layers: {@code root}, whose changes land in {@code upper}; a copy that costs nothing. */
record Overlay(Path folder, Path root) implements AutoCloseable {

    static Overlay over(List<Path> layers, Path folder) {
        Path root = folder.resolve("root");
        try {
            for (String part : List.of("upper", "work", "root")) {
                Files.createDirectories(folder.resolve(part));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String lower = layers.stream().map(Path::toString).collect(Collectors.joining(":"));
        // volatile: fsync costs nothing, which makes apt and PostgreSQL fast; a test host has no power cut of the machine.
        String options = "lowerdir=%s,upperdir=%s,workdir=%s,volatile".formatted(lower, folder.resolve("upper"),
                folder.resolve("work"));
        Command.of("mount", "-t", "overlay", "towline-lab", "-o", options, root.toString()).runOk();
        return new Overlay(folder, root);
    }

    /** Lazily, because a process that is about to die may still hold it. */
    @Override
    public void close() {
        Command.of("umount", "--recursive", root.toString()).run();
        if (Command.of("mountpoint", "-q", root.toString()).run().ok()) {
            Command.of("umount", "--lazy", "--recursive", root.toString()).runOk();
        }
    }
}
