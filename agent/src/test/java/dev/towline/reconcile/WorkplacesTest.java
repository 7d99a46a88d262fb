package dev.towline.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkplacesTest {
    private final Workplaces places = new Workplaces(1);
    private final List<String> started = new ArrayList<>();

    private Run run(String name) {
        Run run = new Run(places.held(), new TargetMemory());
        places.ask(() -> started.add(name));
        return run;
    }

    @Test
    void who_waits_begins_in_order_when_a_place_is_free() {
        Run first = run("a");
        run("b");
        run("c");
        assertEquals(List.of("a"), started);
        first.place().leave();
        assertEquals(List.of("a", "b"), started);
    }

    @Test
    void waiting_for_health_holds_no_place() throws Exception {
        Run first = run("a");
        run("b");
        ScopedValue.where(Run.CURRENT, first).call(() -> Run.waiting(() -> {
            assertEquals(List.of("a", "b"), started);
            return true;
        }));
    }

    @Test
    void who_comes_back_from_a_wait_does_not_wait_for_those_who_work() throws Exception {
        Run first = run("a");
        run("b");
        boolean done = ScopedValue.where(Run.CURRENT, first).call(() -> Run.waiting(() -> true));
        assertTrue(done);
        assertTrue(places.isFull());
        run("c");
        first.place().leave();
        assertEquals(List.of("a", "b"), started, "b still works");
    }

    @Test
    void a_place_that_is_left_twice_is_free_once() {
        Run first = run("a");
        run("b");
        run("c");
        first.place().leave();
        first.place().leave();
        assertEquals(List.of("a", "b"), started);
    }

    @Test
    void a_free_place_is_not_full() {
        assertFalse(places.isFull());
        Run first = run("a");
        assertTrue(places.isFull());
        first.place().leave();
        assertFalse(places.isFull());
    }

    @Test
    void a_command_without_the_loop_waits_as_well() throws Exception {
        assertEquals("well", Run.waiting(() -> "well"));
    }
}
