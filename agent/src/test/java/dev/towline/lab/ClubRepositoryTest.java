package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClubRepositoryTest {
    @TempDir
    Path folder;

    private ClubRepository club;

    @BeforeEach
    void create() {
        club = ClubRepository.create(folder.resolve("club.git"));
    }

    private String inBare(String... arguments) {
        return Command.of(arguments).behind(java.util.List.of("git", "-C", folder.resolve("club.git").toString()))
                .runOk().line();
    }

    @Test
    void a_push_moves_the_bare_repository_to_the_release() {
        String commit = club.push("r1");
        assertEquals(commit, inBare("rev-parse", "main"));
        assertEquals("r1", inBare("show", "main:VERSION"));
    }

    @Test
    void a_later_release_holds_what_the_earlier_ones_brought() {
        club.push("r5");
        assertTrue(Files.exists(club.git().work().resolve("members/migrations/0002_member_phone.py")));
        assertFalse(Files.exists(club.git().work().resolve("logsheet/migrations/0003_launch.py")));
    }

    @Test
    void a_broken_release_is_the_newest_one_with_a_fault_and_the_next_one_is_free_of_it() {
        club.push("r3");
        club.push("broken-migration");
        assertTrue(inBare("ls-tree", "-r", "--name-only", "main").contains("pages/migrations/0003_tidy_slugs.py"));
        assertTrue(inBare("ls-tree", "-r", "--name-only", "main").contains("0002_member_phone.py"));
        club.push("r3");
        assertFalse(inBare("ls-tree", "-r", "--name-only", "main").contains("0003_tidy_slugs.py"));
    }

    @Test
    void the_same_release_pushed_again_is_a_new_commit() {
        assertNotEquals(club.push("r1"), club.push("r1"));
    }

    @Test
    void tags_and_forced_pushes_arrive() {
        String first = club.push("r1");
        club.git().tag("v1.0.0");
        club.push("r2");
        club.git().forcePush(first);
        assertEquals(first, inBare("rev-parse", "main"));
        assertEquals(first, inBare("rev-parse", "v1.0.0^{commit}"));
    }
}
