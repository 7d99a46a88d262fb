package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towline.host.Digest;
import dev.towline.source.Revision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RenderedReleaseTest {
    private static final String PATH = "/opt/club/releases/aaaaaaa-00000001";

    private static RenderedRelease release(List<String> folders, String environmentFile) {
        return new RenderedRelease("aaaaaaa-00000001", Revision.of("a".repeat(40)), Digest.of("x"), "/opt/club", PATH,
                "", "club", "club", RenderedRelease.Strategy.RESTART, Optional.empty(), List.of(),
                List.of(PATH + "/" + environmentFile), List.of(), List.of(), List.of(), Optional.empty(),
                Optional.empty(), List.of(), "/opt/club/current", "/opt/club/previous", 3, folders);
    }

    @Test
    void an_environment_file_may_not_lie_where_a_build_could_exchange_it() {
        assertThrows(IllegalArgumentException.class, () -> release(List.of("public"), "app/env"));
        assertThrows(IllegalArgumentException.class, () -> release(List.of("public", "classes"), "classes/a/env"));
        assertEquals(List.of(PATH + "/conf/env"), release(List.of("public"), "conf/env").environmentFiles());
    }

    @Test
    void a_build_writes_only_the_apps_folder_and_those_that_are_named() {
        assertEquals(List.of(PATH + "/app", PATH + "/public"), release(List.of("public"), "env").buildFolders());
    }

    @Test
    void a_folder_of_a_release_is_one_plain_name() {
        for (String name : List.of("..", "a/b", "/etc", "app", ".complete", "")) {
            assertThrows(IllegalArgumentException.class, () -> release(List.of(name), "env"), name);
        }
    }
}
