package dev.towline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lines that outsiders or an earlier state read, under {@code src/test/resources/wire}. A difference here is a break for them: it is
 * taken in with {@code -Dtowline.golden=write} only where the change is meant and the changelog says so.
 */
public final class Pinned {
    private static final Path FOLDER = Path.of("src/test/resources/wire");

    private Pinned() {}

    public static void assertPinned(String file, List<String> lines) throws IOException {
        Path pinned = FOLDER.resolve(file);
        if ("write".equals(System.getProperty("towline.golden"))) {
            Files.createDirectories(FOLDER);
            Files.write(pinned, lines);
        }
        assertEquals(Files.readAllLines(pinned), lines);
    }
}
