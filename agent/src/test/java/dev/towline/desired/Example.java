package dev.towline.desired;

import dev.towline.desired.parse.FolderFiles;
import java.nio.file.Path;

/** The config repo of the test resources: two Django sites behind nginx on one host. */
public final class Example {
    private static final Path FOLDER = Path.of("src/test/resources/desired");

    private Example() {}

    public static MemoryFiles repo() {
        return MemoryFiles.over(FolderFiles.of(FOLDER.resolve("repo")));
    }

    public static MemoryFiles shipped() {
        return MemoryFiles.over(FolderFiles.of(FOLDER.resolve("shipped")));
    }
}
