package dev.towline.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.Pinned;
import dev.towline.Samples;
import dev.towline.desired.TargetName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A deployment remembers why it began by these words. */
class TriggerWireTest {
    @Test
    void every_reason_is_remembered_as_it_was() throws IOException {
        TargetName club = TargetName.site("club");
        Stream<Trigger> plain = Stream.of(new Trigger.Interval(), new Trigger.Startup(),
                new Trigger.Webhook("github", "72d3162e"), new Trigger.Fetched("config"),
                new Trigger.Retry(club, "waited"), new Trigger.Drift(club, "/etc/motd"));
        Stream<Trigger> asked = Samples.ofEach(Trigger.Request.class).stream()
                .map(request -> new Trigger.Manual(request, Optional.of(club), "ada"));
        List<Trigger> all = Stream.concat(plain, asked).toList();
        assertEquals(Trigger.class.getPermittedSubclasses().length,
                all.stream().map(Object::getClass).distinct().count());
        Pinned.assertPinned("triggers.txt", all.stream().map(Trigger::describe).toList());
    }
}
