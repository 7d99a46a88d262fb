package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.desired.parse.FolderFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example config repo and the components that ship, read and rendered as an agent would. */
class ExampleConfigRepoTest {
    @Test
    void the_example_has_no_problems() {
        assertEquals(List.of(), Validation.of(FolderFiles.of(Path.of("../config-repo-example")),
                FolderFiles.of(Path.of("../templates"))));
    }
}
