package dev.towline.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BudgetTest {
    @Test
    void a_limit_reads_as_a_person_writes_it() {
        assertEquals("1 MiB", Budget.CONFIG_FILE.text());
        assertEquals("50", Budget.CONFIG_PROBLEMS.text());
    }

    @Test
    void each_says_what_happens_beyond_it() {
        assertTrue(Arrays.stream(Budget.values()).noneMatch(b -> b.beyond().isBlank()));
    }

    @Test
    void each_is_greater_than_zero() {
        assertEquals(List.of(), Arrays.stream(Budget.values()).filter(b -> b.amount() <= 0).toList());
    }

    @Test
    void a_number_is_no_time() {
        assertThrows(IllegalStateException.class, Budget.CONFIG_PROBLEMS::duration);
    }
}
