package dev.towline.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MailboxesTest {
    private static final TargetName YSC = TargetName.site("ysc");
    private static final TargetName GUILD = TargetName.site("guild");

    private final List<Integer> depths = new ArrayList<>();
    private final Mailboxes boxes = new Mailboxes(depths::add);

    @Test
    void a_webhook_wakes_every_target() {
        boxes.open(YSC);
        boxes.open(GUILD);
        assertTrue(boxes.offer(new Trigger.Webhook("github", "d")));
        assertEquals(2, boxes.depth());
    }

    @Test
    void a_request_for_one_site_wakes_only_that_one() {
        boxes.open(YSC);
        boxes.open(GUILD);
        assertTrue(boxes.offer(new Trigger.Manual(new Trigger.Request.Suspend(), Optional.of(YSC), "anna")));
        assertTrue(boxes.open(YSC).pending());
        assertFalse(boxes.open(GUILD).pending());
    }

    @Test
    void a_request_for_an_unknown_site_is_refused_and_makes_no_mailbox() {
        assertFalse(boxes.offer(new Trigger.Manual(new Trigger.Request.Suspend(), Optional.of(YSC), "anna")));
        assertEquals(0, boxes.depth());
    }

    @Test
    void the_depth_is_told_at_each_change() throws Exception {
        boxes.open(YSC);
        boxes.offer(new Trigger.Startup());
        boxes.take(YSC);
        boxes.offer(new Trigger.Drift(YSC, "file"));
        boxes.close(YSC);
        assertEquals(List.of(1, 0, 1, 0), depths);
    }
}
