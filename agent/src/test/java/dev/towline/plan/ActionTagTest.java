package dev.towline.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.Pinned;
import dev.towline.Samples;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActionTagTest {
    @Test
    void every_action_has_the_name_that_plans_events_and_metrics_know() throws IOException {
        List<String> tags = Samples.ofEach(Action.class).stream().map(ActionTag::of).sorted().toList();
        assertEquals(tags.size(), Set.copyOf(tags).size());
        Pinned.assertPinned("actions.txt", tags);
    }
}
