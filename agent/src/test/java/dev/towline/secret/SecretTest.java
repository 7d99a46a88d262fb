package dev.towline.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void it_does_not_show_itself() {
        assertEquals("****", Secret.of("hunter2").toString());
        assertEquals("****", String.valueOf(Secret.of("hunter2")));
        assertEquals("hunter2", Secret.of("hunter2").reveal());
    }

    @Test
    void equal_values_are_equal_and_hashes_tell_nothing() {
        assertEquals(Secret.of("a"), Secret.of("a"));
        assertNotEquals(Secret.of("a"), Secret.of("b"));
        assertEquals(Secret.of("a").hashCode(), Secret.of("b").hashCode());
    }

    @Test
    void an_empty_one_is_a_missing_one() {
        assertThrows(IllegalArgumentException.class, () -> Secret.of(""));
    }
}
