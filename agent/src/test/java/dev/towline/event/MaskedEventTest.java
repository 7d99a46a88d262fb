package dev.towline.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.desired.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskedEventTest {
    private static final TargetName CLUB = TargetName.site("club");
    private static final Instant NOW = Instant.EPOCH;

    @Test
    void a_listener_hears_no_secret_in_any_text_that_a_program_or_a_person_wrote() {
        List<Event> heard = new ArrayList<>();
        Events events = new Events(text -> text.replace("canary", "****"));
        events.listen(heard::add);
        List<Event> told = List.of(
                new Event.SourceFetched(NOW, "app.club", "failed", null, Duration.ZERO, "no canary"),
                new Event.SourceStands(NOW, "app.club", SourceStanding.DENIED, "canary", null, null),
                new Event.ReconcileStarted(NOW, CLUB, "p", "by canary"),
                new Event.ReconcileEnded(NOW, CLUB, "p", "failed", Duration.ZERO, "canary"),
                new Event.DeploymentEnded(NOW, CLUB, "d", "failed", "canary", null),
                new Event.RolledBack(NOW, CLUB, "verify", "canary"),
                new Event.HealthSeen(NOW, CLUB, "http canary", false, "canary"),
                new Event.ChecksKnown(NOW, CLUB, List.of("canary")),
                new Event.DriftSeen(NOW, CLUB, "PutFile", "canary"),
                new Event.Progress(NOW, CLUB, "d", "canary"));
        told.forEach(events::publish);
        assertEquals(told.stream().map(e -> e.toString().replace("canary", "****")).toList(),
                heard.stream().map(Event::toString).toList());
    }
}
