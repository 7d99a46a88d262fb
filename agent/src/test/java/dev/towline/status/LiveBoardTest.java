package dev.towline.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveBoardTest {
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03Z");
    private static final TargetName YSC = TargetName.site("ysc");

    private final LiveBoard board = new LiveBoard(
            new AgentStatus("0.1.0", "soar-1", NOW, false, List.of(), List.of(), 0));

    private static TargetStatus target(String name) {
        return new TargetStatus(new TargetName(name), Map.of("Ready", true), "up-to-date", "", null, null, null, null,
                null, List.of(), List.of(), List.of(), NOW, null, null, 0, null, List.of());
    }

    private void source() {
        board.put(
                new SourceStatus("config", "https://x/y.git", "main", null, "unasked", "", "", null, null, List.of()));
    }

    @Test
    void targets_are_replaced_by_name_and_sorted() {
        board.put(target("ysc"));
        board.put(target("guild"));
        board.put(target("@host"));
        board.put(target("ysc"));
        assertEquals(List.of("@host", "guild", "ysc"), board.get().targets().stream().map(t -> t.target().value())
                .toList());
    }

    @Test
    void a_fetch_is_seen_on_its_source_and_a_failed_one_keeps_the_last_success() {
        source();
        board.on(new Event.SourceFetched(NOW, "config", "moved", "a".repeat(40), Duration.ZERO, ""));
        board.on(new Event.SourceFetched(NOW.plusSeconds(60), "config", "failed", null, Duration.ZERO, "refused"));
        SourceStatus source = board.get().sources().getFirst();
        assertEquals("a".repeat(40), source.revision());
        assertEquals("failed", source.result());
        assertEquals(NOW, source.lastSuccess());
        assertEquals(NOW.plusSeconds(60), source.lastTry());
    }

    @Test
    void a_deployment_shows_its_phase_while_it_runs() {
        board.put(target("ysc"));
        board.on(new Event.DeploymentStarted(NOW, YSC, "d1", null, null, null));
        board.on(new Event.Progress(NOW, YSC, "d1", "building"));
        assertEquals("building", board.get().targets().getFirst().phase());
        board.on(new Event.DeploymentEnded(NOW, YSC, "d1", "succeeded", "", null));
        assertNull(board.get().targets().getFirst().phase());
    }

    @Test
    void what_is_gone_is_gone() {
        source();
        board.put(target("ysc"));
        board.on(new Event.TargetGone(NOW, YSC));
        board.on(new Event.SourceGone(NOW, "config"));
        assertTrue(board.get().targets().isEmpty());
        assertTrue(board.get().sources().isEmpty());
    }

    @Test
    void ready_needs_a_first_pass_and_a_config_repo_that_answers() {
        Readiness readiness = new Readiness("config", Duration.ofMinutes(30));
        assertEquals("the first pass has not ended yet", readiness.objection(board.get(), NOW).orElseThrow());
        board.ready();
        assertTrue(readiness.objection(board.get(), NOW).orElseThrow().contains("not been asked"));
        source();
        assertTrue(readiness.objection(board.get(), NOW).orElseThrow().contains("never answered"));
        board.on(new Event.SourceFetched(NOW, "config", "unchanged", null, Duration.ZERO, ""));
        assertFalse(readiness.objection(board.get(), NOW.plusSeconds(1800)).isPresent());
        assertTrue(readiness.objection(board.get(), NOW.plusSeconds(1861)).orElseThrow().contains("31 minutes ago"));
    }
}
