package dev.towline.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetMemoryTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private final TargetMemory memory = new TargetMemory();

    private Optional<TargetMemory.Recurring> corrected(Instant when) {
        return memory.corrected(List.of("write /etc/x"), when, LONGEST);
    }

    @Test
    void the_pause_grows_with_each_correction_to_a_cap() {
        assertTrue(corrected(NOON).isEmpty());
        assertTrue(corrected(NOON).isEmpty());
        assertEquals(Duration.ofSeconds(30), corrected(NOON).orElseThrow().pause());
        assertEquals(Duration.ofSeconds(60), corrected(NOON).orElseThrow().pause());
        for (int i = 0; i < 40; i++) {
            corrected(NOON);
        }
        assertEquals(LONGEST, corrected(NOON).orElseThrow().pause());
    }

    @Test
    void it_says_how_often_and_what() {
        corrected(NOON);
        corrected(NOON);
        TargetMemory.Recurring recurring = corrected(NOON.plusSeconds(10)).orElseThrow();
        assertEquals(3, recurring.times());
        assertEquals(NOON, recurring.since());
        assertEquals("write /etc/x", recurring.what());
    }

    @Test
    void corrections_that_are_long_ago_do_not_count() {
        corrected(NOON);
        corrected(NOON);
        assertTrue(corrected(NOON.plus(TargetMemory.WINDOW).plusSeconds(1)).isEmpty());
    }

    @Test
    void a_person_begins_a_new_count() {
        corrected(NOON);
        corrected(NOON);
        memory.rearm();
        assertTrue(corrected(NOON).isEmpty());
        assertTrue(memory.takePause().isEmpty());
    }

    @Test
    void a_pause_is_taken_once() {
        corrected(NOON);
        corrected(NOON);
        corrected(NOON);
        assertTrue(memory.takePause().isPresent());
        assertTrue(memory.takePause().isEmpty());
    }

    @Test
    void what_was_said_is_known_until_something_else_is_said() {
        assertFalse(memory.says("up-to-date"));
        assertTrue(memory.says("up-to-date"));
        assertFalse(memory.says("failed"));
        assertFalse(memory.says("up-to-date"));
    }
}
