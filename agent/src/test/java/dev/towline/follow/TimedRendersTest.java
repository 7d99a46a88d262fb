package dev.towline.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.reconcile.Heads;
import dev.towline.reconcile.Wanted.Rendering;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimedRendersTest {
    private static final TargetName YSC = TargetName.site("ysc");
    private static final Heads FIRST = new Heads("c1", "a1");
    private static final Heads SECOND = new Heads("c1", "a2");
    private final TimedRenders renders = new TimedRenders(Duration.ofMillis(50), 2);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void let() {
        end.countDown();
    }

    /** As a template that counts to infinity: it hears no interrupt. */
    private Rendering never() {
        while (true) {
            try {
                end.await();
                return new Rendering.Suspended();
            } catch (InterruptedException e) {
                // goes on, as arithmetic does
            }
        }
    }

    @Test
    void what_ends_in_time_is_as_it_is() {
        Rendering suspended = new Rendering.Suspended();
        assertEquals(suspended, renders.within(YSC, FIRST, () -> suspended));
    }

    @Test
    void a_rendering_that_never_ends_makes_the_revision_invalid() {
        assertInstanceOf(Rendering.Invalid.class, renders.within(YSC, FIRST, this::never));
    }

    @Test
    void the_revision_that_hung_is_not_rendered_again_and_the_next_one_is() {
        renders.within(YSC, FIRST, this::never);
        AtomicInteger rendered = new AtomicInteger();
        assertInstanceOf(Rendering.Invalid.class, renders.within(YSC, FIRST, () -> {
            rendered.incrementAndGet();
            return new Rendering.Suspended();
        }));
        assertEquals(0, rendered.get());
        assertInstanceOf(Rendering.Suspended.class, renders.within(YSC, SECOND, Rendering.Suspended::new));
    }

    @Test
    void it_is_interrupted() {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch heard = new CountDownLatch(1);
        renders.within(YSC, FIRST, () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            heard.countDown();
            return new Rendering.Suspended();
        });
        assertTrue(await(heard) && interrupted.get());
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void more_than_a_few_that_hang_are_not_begun() {
        renders.within(YSC, FIRST, this::never);
        renders.within(YSC, SECOND, this::never);
        assertInstanceOf(Rendering.NotYet.class,
                renders.within(YSC, new Heads("c1", "a3"), Rendering.Suspended::new));
    }

    @Test
    void a_stack_overflow_makes_the_revision_invalid() {
        assertInstanceOf(Rendering.Invalid.class, renders.within(YSC, FIRST, () -> {
            throw new StackOverflowError();
        }));
    }

    @Test
    void what_it_throws_comes_through() {
        assertThrows(IllegalStateException.class, () -> renders.within(YSC, FIRST, () -> {
            throw new IllegalStateException("as it is");
        }));
    }
}
