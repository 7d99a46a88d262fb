package dev.towline.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the laboratory's own files lie in the checkout. */
final class LabFiles {
    private static final Path LAB = Path.of(System.getProperty("basedir", "."), "src/test/lab").toAbsolutePath()
            .normalize();

    private LabFiles() {}

    static Path at(String relative) {
        Path path = LAB.resolve(relative);
        if (!Files.exists(path)) {
            throw new IllegalStateException(path + " is missing; run the tests with Maven, or from the folder agent/");
        }
        return path;
    }

    static String text(String relative) {
        try {
            return Files.readString(at(relative));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
