package dev.towline.web;

import dev.towline.Pinned;
import dev.towline.Samples;
import dev.towline.event.Event;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EventWireTest {
    @Test
    void every_event_has_the_name_and_keys_that_listeners_know() throws IOException {
        Pinned.assertPinned("events.txt", Samples.ofEach(Event.class).stream()
                .map(event -> event.tag() + " " + RecordJson.of((Record) event).encode()).sorted().toList());
    }
}
