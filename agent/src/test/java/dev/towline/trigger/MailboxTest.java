package dev.towline.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MailboxTest {
    private final Mailbox box = new Mailbox();

    private static Trigger.Manual ask(Trigger.Request request) {
        return new Trigger.Manual(request, Optional.of(TargetName.site("ysc")), "anna");
    }

    @Test
    void many_triggers_during_a_pass_mean_exactly_one_more() throws Exception {
        box.offer(new Trigger.Startup());
        assertEquals(new Trigger.Startup(), box.take().orElseThrow().why());
        for (int i = 0; i < 100; i++) {
            box.offer(new Trigger.Webhook("github", "d" + i));
        }
        assertEquals(1, box.depth());
        assertEquals(new Trigger.Webhook("github", "d99"), box.take().orElseThrow().why());
        assertFalse(box.pending());
    }

    @Test
    void the_poll_does_not_hide_a_better_reason() throws Exception {
        box.offer(new Trigger.Webhook("github", "d"));
        box.offer(new Trigger.Interval());
        assertEquals(new Trigger.Webhook("github", "d"), box.take().orElseThrow().why());
    }

    @Test
    void what_a_person_asks_for_is_kept_in_order_and_outlives_polls_and_hooks() throws Exception {
        Trigger.Manual suspend = ask(new Trigger.Request.Suspend(""));
        Trigger.Manual rollback = ask(new Trigger.Request.Rollback(Optional.empty()));
        box.offer(suspend);
        box.offer(new Trigger.Interval());
        box.offer(rollback);
        box.offer(new Trigger.Webhook("github", "d"));
        Wake wake = box.take().orElseThrow();
        assertEquals(List.of(suspend, rollback), wake.requests());
        assertEquals(rollback, wake.why());
    }

    @Test
    void a_second_click_is_not_a_second_rollback() throws Exception {
        box.offer(ask(new Trigger.Request.Rollback(Optional.empty())));
        assertTrue(box.offer(ask(new Trigger.Request.Rollback(Optional.empty()))));
        assertEquals(1, box.take().orElseThrow().requests().size());
    }

    @Test
    void suspend_resume_suspend_stays_three_requests() throws Exception {
        box.offer(ask(new Trigger.Request.Suspend("")));
        box.offer(ask(new Trigger.Request.Resume()));
        box.offer(ask(new Trigger.Request.Suspend("")));
        assertEquals(3, box.take().orElseThrow().requests().size());
    }

    @Test
    void requests_are_bounded_and_the_one_too_many_is_told() {
        for (int i = 0; i < Mailbox.MOST_REQUESTS; i++) {
            assertTrue(box.offer(ask(new Trigger.Request.Adopt("/etc/f" + i))));
        }
        assertFalse(box.offer(ask(new Trigger.Request.Adopt("/etc/more"))));
        assertTrue(box.offer(new Trigger.Interval()), "a poll still fits");
    }

    @Test
    void an_empty_mailbox_gives_nothing_and_counts_nothing() {
        assertTrue(box.take().isEmpty());
        assertEquals(0, box.number());
    }

    @Test
    void what_a_poll_left_can_be_dropped_and_what_a_person_asked_for_cannot() {
        box.offer(new Trigger.Interval());
        assertTrue(box.skip());
        assertFalse(box.pending());
        box.offer(ask(new Trigger.Request.Retry()));
        box.offer(new Trigger.Interval());
        assertFalse(box.skip());
        assertEquals(1, box.take().orElseThrow().requests().size());
    }

    @Test
    void only_a_plain_reconciliation_can_wait_for_a_fetch() {
        box.offer(ask(new Trigger.Request.Reconcile()));
        assertTrue(box.onlyReconciles());
        box.offer(ask(new Trigger.Request.Suspend("")));
        assertFalse(box.onlyReconciles());
    }

    @Test
    void it_knows_whether_a_person_waits() {
        box.offer(new Trigger.Webhook("github", "d"));
        assertFalse(box.requested());
        box.offer(ask(new Trigger.Request.Suspend("")));
        assertTrue(box.requested());
    }

    @Test
    void whoever_asks_is_told_which_take_brings_it_also_while_another_pass_is_under_way() throws Exception {
        box.offer(new Trigger.Interval());
        assertEquals(1, box.take().orElseThrow().number());
        box.offer(ask(new Trigger.Request.Suspend("")));
        assertEquals(2, box.number());
        box.offer(new Trigger.Interval());
        assertEquals(2, box.number());
        assertEquals(2, box.take().orElseThrow().number());
        assertEquals(2, box.number(), "it was taken already");
    }

    @Test
    void a_closed_mailbox_drops_what_waits_and_takes_nothing_more() {
        box.offer(new Trigger.Startup());
        box.close();
        assertTrue(box.take().isEmpty());
        assertFalse(box.offer(new Trigger.Startup()));
    }

    @Test
    void no_request_is_lost_or_doubled_between_offers_and_takes_at_the_same_time() throws Exception {
        int each = 2_000;
        AtomicInteger refused = new AtomicInteger();
        int seen = 0;
        CountDownLatch done = new CountDownLatch(2);
        for (int thread = 0; thread < 2; thread++) {
            String prefix = "/t" + thread + "/";
            Thread.startVirtualThread(() -> {
                for (int i = 0; i < each; i++) {
                    if (!box.offer(ask(new Trigger.Request.Adopt(prefix + i)))) {
                        refused.incrementAndGet();
                    }
                    box.offer(new Trigger.Interval());
                }
                done.countDown();
            });
        }
        while (done.getCount() > 0 || box.pending()) {
            box.offer(new Trigger.Interval());
            seen += box.take().orElseThrow().requests().size();
        }
        assertEquals(2 * each, seen + refused.get());
    }
}
