package dev.towline.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.towline.apply.StepFailed.Fault;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.Decision;
import dev.towline.history.memory.MemoryHistory;
import dev.towline.source.CommitInfo;
import dev.towline.status.AgentStatus;
import dev.towline.status.LiveBoard;
import dev.towline.status.PinStatus;
import dev.towline.status.TargetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which conditions hold in which situation. */
class ConditionsTest {
    private static final TargetName CLUB = TargetName.site("club");
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private final MemoryHistory history = new MemoryHistory();
    private final Events events = new Events();
    private final List<Map<String, Boolean>> heard = new ArrayList<>();
    private final LiveBoard board = new LiveBoard(
            new AgentStatus("0", "h", NOW, true, List.of(), List.of(), 0));
    private Optional<Heads> heads = Optional.of(new Heads("c2", "a2"));
    private Optional<SourceTrouble> trouble = Optional.empty();
    private final Reporting reporting = new Reporting(history, events, board, new Wanted() {
        @Override
        public Optional<Heads> heads(TargetName target) {
            return heads;
        }

        @Override
        public Distance distance(TargetName target, Heads from, Heads to) {
            return new Distance(1, 3);
        }

        @Override
        public Optional<SourceTrouble> trouble(TargetName target) {
            return trouble;
        }

        @Override
        public Rendering render(TargetName target, Heads heads) {
            return new Rendering.NotYet("");
        }

        @Override
        public Optional<CommitInfo> commit(TargetName target, Heads heads, boolean app) {
            return Optional.empty();
        }
    });

    ConditionsTest() {
        events.listen(event -> {
            if (event instanceof Event.ConditionsChanged changed) {
                heard.add(changed.conditions());
            }
        });
    }

    private static ReconcileResult result(String name) {
        return switch (name) {
            case "converged" -> new ReconcileResult.Converged("d");
            case "up-to-date" -> new ReconcileResult.UpToDate(true, "");
            case "noted" -> new ReconcileResult.UpToDate(true, "passed over");
            case "unhealthy" -> new ReconcileResult.UpToDate(false, "not healthy");
            case "rolled-back" -> new ReconcileResult.RolledBack("500");
            case "waiting" -> new ReconcileResult.Waiting(Duration.ofSeconds(30), "disk");
            case "superseded" -> new ReconcileResult.Superseded("newer");
            case "blocked" -> new ReconcileResult.Blocked("cap");
            case "stalled" -> new ReconcileResult.Stalled("key");
            case "failed" -> new ReconcileResult.Failed(Fault.REVISION, "build");
            default -> throw new AssertionError(name);
        };
    }

    private String holding() {
        Map<String, Boolean> conditions = board.get().target("club").orElseThrow().conditions();
        assertEquals(List.of("Drifted", "Healthy", "Pinned", "Ready", "Reconciling", "Stalled", "Suspended"),
                conditions.keySet().stream().sorted().toList());
        assertEquals(conditions, heard.getLast());
        return new TreeMap<>(conditions).entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey)
                .collect(Collectors.joining(" "));
    }

    private void end(String result, boolean broken, boolean drifted) {
        reporting.began(CLUB);
        reporting.ended(CLUB, result(result), NOW, null, new Reporting.Findings(broken, drifted));
    }

    @ParameterizedTest
    @CsvSource({
            // result, source, conditions that hold
            "converged,   well,        Healthy Ready", "up-to-date,  well,        Healthy Ready",
            "noted,       well,        Healthy", "unhealthy,   well,        ''",
            "rolled-back, well,        Healthy Stalled",
            "waiting,     well,        Reconciling", "superseded,  well,        Reconciling",
            "blocked,     well,        Stalled",
            "stalled,     well,        Stalled", "failed,      well,        Stalled",
            "converged,   refused,     Healthy Stalled",
            "up-to-date,  refused,     Healthy Stalled", "unhealthy,   refused,     Stalled",
            "waiting,     refused,     Reconciling Stalled",
            "blocked,     refused,     Stalled", "converged,   unreachable, Healthy",
            "up-to-date,  unreachable, Healthy",
            "waiting,     unreachable, Reconciling", "failed,      unreachable, Stalled"})
    void a_result_and_the_standing_of_the_sources_give_the_conditions(String result, String source, String holding) {
        trouble = source.equals("well")
                ? Optional.empty()
                : Optional.of(new SourceTrouble("config", source.equals("refused"), "why"));
        end(result, false, false);
        assertEquals(holding, holding());
    }

    @Test
    void a_run_that_broke_is_stalled_and_a_host_that_differs_has_drifted() {
        end("waiting", true, true);
        assertEquals("Drifted Reconciling Stalled", holding());
    }

    @Test
    void what_was_healthy_stays_so_while_it_waits() {
        end("converged", false, false);
        end("waiting", false, false);
        assertEquals("Healthy Reconciling", holding());
    }

    @Test
    void a_suspended_target_says_so() {
        history.decisions().put(CLUB, new Decision.Suspend("", new Decision.Said("ada", null)));
        end("up-to-date", false, false);
        assertEquals("Healthy Ready Suspended", holding());
    }

    @Test
    void a_pinned_target_is_not_what_git_says_and_tells_how_far_it_is_behind() {
        history.decisions().put(CLUB, new Decision.Pin("r1", "c1", "a1", "c2", "a2", new Decision.Said("ada", null)));
        end("up-to-date", false, false);
        assertEquals("Healthy Pinned", holding());
        assertEquals(new PinStatus("r1", "c1", "a1", "ada", 3, 1),
                board.get().target("club").orElseThrow().pinned());
        assertEquals("pinned to r1 by ada, behind by 3 commits and 1 commit of the config repo",
                Objects.requireNonNull(board.get().target("club").orElseThrow().pinned()).text());
    }

    @Test
    void a_pin_is_over_when_git_moves() {
        history.decisions().put(CLUB, new Decision.Pin("r1", "c1", "a1", "c2", "a2", new Decision.Said("ada", null)));
        heads = Optional.of(new Heads("c2", "a3"));
        end("converged", false, false);
        assertEquals("Healthy Ready", holding());
        assertNull(board.get().target("club").orElseThrow().pinned());
    }

    @Test
    void before_its_first_pass_a_target_is_known_and_nobody_says_that_it_is_unhealthy() {
        reporting.known(CLUB);
        reporting.began(CLUB);
        TargetStatus status = board.get().target("club").orElseThrow();
        assertEquals(false, status.conditions().get("Ready"));
        assertFalse(status.conditions().containsKey("Healthy"));
        assertNull(status.lastPass());
    }

    @Test
    void what_is_known_already_keeps_its_status() {
        end("converged", false, false);
        reporting.known(CLUB);
        assertEquals("Healthy Ready", holding());
    }

    @Test
    void while_a_run_is_under_way_the_rest_stays_as_it_was() {
        end("converged", false, false);
        reporting.began(CLUB);
        assertEquals(Map.of("Ready", true, "Healthy", true, "Reconciling", true, "Stalled", false, "Drifted", false,
                "Suspended", false, "Pinned", false), board.get().target("club").orElseThrow().conditions());
    }
}
