package dev.towline.reconcile;

import static dev.towline.reconcile.LoopWorld.GUILD;
import static dev.towline.reconcile.LoopWorld.YSC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.budget.Budget;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.host.HostException;
import dev.towline.trigger.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TargetLoopTest {
    private static final Duration TEN = Duration.ofMinutes(10);
    private final LoopWorld world = new LoopWorld();

    @BeforeEach
    void git() {
        world.git.config(TargetName.HOST, "nginx");
        world.git.config(GUILD, "one");
        world.git.config(YSC, "one");
        world.git.app(YSC);
        world.started();
    }

    // ---- whatever ends a run ends no loop

    @Test
    void a_stack_overflow_ends_the_run_and_not_the_loop() {
        world.next(YSC, call -> {
            throw new StackOverflowError();
        });
        world.poll();
        assertTrue(Objects.requireNonNull(world.failures.get(YSC)).contains("StackOverflowError"));
        world.pass(Duration.ofMinutes(2));
        assertEquals(2, world.of(YSC).size(), "it is tried again");
        world.git.app(YSC);
        world.push();
        assertEquals(3, world.of(YSC).size());
    }

    @Test
    void an_error_of_one_site_is_nothing_to_the_others() {
        world.next(GUILD, call -> {
            throw new AssertionError("a bug");
        });
        world.poll();
        assertEquals(1, world.of(YSC).size());
        world.poll();
        assertEquals(2, world.of(YSC).size());
    }

    @Test
    void an_error_gives_its_place_back() {
        LoopWorld one = new LoopWorld(1);
        one.git.config(GUILD, "one");
        one.git.config(YSC, "one");
        one.started();
        one.next(GUILD, call -> {
            throw new StackOverflowError();
        });
        one.poll();
        assertEquals(1, one.of(YSC).size());
    }

    @Test
    void a_person_can_retry_after_an_error() {
        world.next(YSC, call -> {
            throw new StackOverflowError();
        });
        world.poll();
        world.offer(world.ask(YSC, new Trigger.Request.Retry()));
        assertEquals(2, world.of(YSC).size());
        assertEquals("anna", world.of(YSC).getLast().by());
    }

    @Test
    void an_error_of_the_host_lets_the_sites_go_on() {
        world.git.config(YSC, "two");
        world.next(TargetName.HOST, call -> {
            throw new StackOverflowError();
        });
        world.push();
        assertEquals("c4", world.of(YSC).getLast().heads().config());
    }

    // ---- what waits, and what gave way

    @Test
    void what_waits_is_tried_again_by_itself() {
        world.next(YSC, LoopWorld.waiting(Duration.ofMinutes(1)));
        world.poll();
        world.pass(Duration.ofSeconds(59));
        assertEquals(1, world.of(YSC).size());
        world.pass(Duration.ofSeconds(2));
        assertEquals(2, world.of(YSC).size());
        assertEquals(new Trigger.Retry(YSC, "waited"), world.of(YSC).getLast().wake().why());
    }

    @Test
    void a_poll_does_not_try_what_waits() {
        world.next(YSC, LoopWorld.waiting(TEN));
        world.poll();
        for (int i = 0; i < 50; i++) {
            world.pass(Duration.ofSeconds(10)).poll();
        }
        assertEquals(1, world.of(YSC).size());
    }

    @Test
    void a_push_that_is_about_others_does_not_try_what_waits() {
        world.next(YSC, LoopWorld.waiting(TEN));
        world.poll();
        world.git.config(GUILD, "two");
        world.push();
        assertEquals(1, world.of(YSC).size());
        assertEquals(List.of(), world.rearmed);
    }

    @Test
    void a_new_revision_of_the_target_tries_at_once_and_begins_the_waiting_times_anew() {
        world.next(YSC, LoopWorld.waiting(TEN));
        world.poll();
        world.git.app(YSC);
        world.push();
        assertEquals(2, world.of(YSC).size());
        assertEquals(List.of(YSC), world.rearmed);
    }

    @Test
    void new_configuration_of_the_target_tries_at_once() {
        world.next(YSC, LoopWorld.waiting(TEN));
        world.poll();
        world.git.config(YSC, "two");
        world.push();
        assertEquals(2, world.of(YSC).size());
    }

    @Test
    void a_person_tries_what_waits_at_once() {
        world.next(YSC, LoopWorld.waiting(TEN));
        world.poll();
        world.offer(world.ask(YSC, new Trigger.Request.Reconcile()));
        assertEquals(2, world.of(YSC).size());
    }

    @Test
    void a_poll_after_what_went_well_is_a_reconciliation_again() {
        world.next(YSC, LoopWorld.waiting(TEN));
        world.poll();
        world.pass(Duration.ofMinutes(11));
        world.calls.clear();
        world.poll();
        assertEquals(1, world.of(YSC).size());
    }

    @Test
    void an_older_timer_does_not_end_a_newer_wait() {
        world.next(YSC, LoopWorld.waiting(Duration.ofMinutes(1)));
        world.poll();
        world.git.app(YSC);
        world.next(YSC, LoopWorld.waiting(TEN));
        world.push();
        world.pass(Duration.ofMinutes(5));
        assertEquals(2, world.of(YSC).size());
    }

    @Test
    void what_gave_way_to_something_newer_goes_on_with_that_at_once() {
        world.next(YSC, new ReconcileResult.Superseded("newer"));
        world.poll();
        assertEquals(2, world.of(YSC).size());
        assertEquals(new Trigger.Retry(YSC, "something newer came"), world.of(YSC).getLast().wake().why());
    }

    // ---- drift that comes back

    private ReconcileResult correct(LoopWorld.Call call, int times) {
        for (int i = 0; i < times; i++) {
            call.run().memory().corrected(List.of("write /etc/x"), java.time.Instant.EPOCH, TEN);
        }
        return new ReconcileResult.Converged("d1");
    }

    @Test
    void drift_that_was_corrected_too_often_is_left_alone_for_a_while() {
        world.next(YSC, call -> correct(call, TargetMemory.TOO_OFTEN));
        world.poll().poll().poll();
        assertEquals(1, world.of(YSC).size());
        world.pass(Duration.ofMinutes(1));
        assertEquals(2, world.of(YSC).size());
    }

    @Test
    void drift_that_was_corrected_now_and_then_is_corrected_at_once() {
        world.next(YSC, call -> correct(call, TargetMemory.TOO_OFTEN - 1));
        world.poll().poll();
        assertEquals(2, world.of(YSC).size());
    }

    @Test
    void a_push_is_not_kept_waiting_by_drift_that_comes_back() {
        world.next(YSC, call -> correct(call, TargetMemory.TOO_OFTEN + 5));
        world.poll();
        world.git.app(YSC);
        world.push();
        assertEquals(2, world.of(YSC).size());
    }

    // ---- what makes a run give way

    @Test
    void a_push_that_changes_nothing_of_the_site_does_not_supersede_its_release() {
        boolean[] superseded = new boolean[1];
        world.next(YSC, call -> {
            world.git.config(GUILD, "two");
            world.git.fetchConfig(true);
            world.barrier.seen("c4");
            world.barrier.ended("c4");
            superseded[0] = call.superseded().getAsBoolean();
            return LoopWorld.well();
        });
        world.poll();
        assertFalse(superseded[0]);
    }

    @Test
    void a_push_that_changes_the_site_supersedes_its_release() {
        boolean[] superseded = new boolean[1];
        world.next(YSC, call -> {
            world.git.app(YSC);
            world.git.fetchApp(YSC, true);
            superseded[0] = call.superseded().getAsBoolean();
            return LoopWorld.well();
        });
        world.poll();
        assertTrue(superseded[0]);
    }

    @Test
    void new_configuration_supersedes_once_the_host_has_gone_before() {
        boolean[] superseded = new boolean[2];
        world.next(YSC, call -> {
            world.git.config(YSC, "two");
            world.git.fetchConfig(true);
            superseded[0] = call.superseded().getAsBoolean();
            world.barrier.seen("c4");
            world.barrier.ended("c4");
            superseded[1] = call.superseded().getAsBoolean();
            return LoopWorld.well();
        });
        world.poll();
        assertFalse(superseded[0]);
        assertTrue(superseded[1]);
    }

    @Test
    void a_person_who_asks_something_of_the_site_is_not_kept_waiting_for_health() {
        boolean[] superseded = new boolean[2];
        world.next(YSC, call -> {
            superseded[0] = call.superseded().getAsBoolean();
            world.supervisor.offer(world.ask(YSC, new Trigger.Request.Suspend("")));
            superseded[1] = call.superseded().getAsBoolean();
            return LoopWorld.well();
        });
        world.poll();
        assertFalse(superseded[0]);
        assertTrue(superseded[1]);
        assertEquals(List.of("", "anna"), world.of(YSC).stream().map(LoopWorld.Call::by).toList());
    }

    @Test
    void what_comes_during_a_run_means_exactly_one_more() {
        world.next(YSC, call -> {
            for (int i = 0; i < 20; i++) {
                world.supervisor.offer(world.ask(YSC, new Trigger.Request.Retry()));
            }
            return LoopWorld.well();
        });
        world.poll();
        assertEquals(2, world.of(YSC).size());
    }

    // ---- the watchdog

    private Duration decision() {
        return Budget.RECONCILE_DECISION.duration().plus(Budget.WATCHDOG_INTERVAL.duration());
    }

    @Test
    void a_run_that_reads_and_plans_for_ever_is_given_up_and_said() {
        world.hanging.add("site ysc");
        world.poll().pass(decision());
        assertTrue(Objects.requireNonNull(world.failures.get(YSC)).contains("given up"));
        assertEquals(YSC, world.events(Event.LoopRestarted.class).getFirst().target());
        assertTrue(Objects.requireNonNull(world.handles.get("site ysc")).interrupted);
    }

    @Test
    void after_a_run_that_was_given_up_the_fix_that_follows_is_applied() {
        world.hanging.add("site ysc");
        world.poll().pass(decision());
        world.hanging.clear();
        String app = world.git.app(YSC);
        world.push().pass(Duration.ofMinutes(2));
        assertEquals(app, world.of(YSC).getLast().heads().app());
    }

    @Test
    void a_stuck_host_is_given_up_and_the_sites_go_on() {
        world.hanging.add("site @host");
        world.git.config(YSC, "two");
        world.push().pass(decision());
        assertTrue(world.failures.containsKey(TargetName.HOST));
        world.poll();
        assertFalse(world.of(YSC).isEmpty());
    }

    @Test
    void what_was_given_up_holds_no_place() {
        LoopWorld one = new LoopWorld(1);
        one.git.config(GUILD, "one");
        one.git.config(YSC, "one");
        one.started();
        one.hanging.add("site guild");
        one.poll();
        assertEquals(List.of(), one.of(YSC));
        one.pass(decision());
        assertEquals(1, one.of(YSC).size());
    }

    @Test
    void what_was_given_up_can_change_nothing_any_more() {
        Run run = new Run(Workplaces.unlimited(), new TargetMemory());
        assertTrue(run.abandon());
        ScopedValue.where(Run.CURRENT, run).run(() -> assertThrows(HostException.class, Run::act));
    }

    @Test
    void what_changes_the_host_is_never_given_up() {
        Run run = new Run(Workplaces.unlimited(), new TargetMemory());
        ScopedValue.where(Run.CURRENT, run).run(Run::act);
        assertFalse(run.abandon());
    }

    @Test
    void a_run_that_ends_after_it_was_given_up_is_not_the_next_ones_end() {
        world.hanging.add("site ysc");
        world.poll().pass(decision());
        Runnable late = Objects.requireNonNull(world.hung.get("site ysc"));
        world.hanging.clear();
        world.pass(Duration.ofMinutes(2));
        int before = world.of(YSC).size();
        late.run();
        world.run().poll();
        assertTrue(world.of(YSC).size() > before);
    }

    @Test
    void a_thread_that_is_gone_without_an_end_is_started_again() {
        world.hanging.add("site ysc");
        world.poll();
        Objects.requireNonNull(world.handles.get("site ysc")).alive = false;
        world.hanging.clear();
        world.pass(Duration.ofMinutes(2));
        assertEquals(1, world.events(Event.LoopRestarted.class).size());
        assertEquals(1, world.of(YSC).size());
    }

    @Test
    void a_loop_that_is_idle_is_not_stuck() {
        world.pass(Duration.ofHours(3));
        assertEquals(List.of(), world.events(Event.LoopRestarted.class));
    }

    // ---- the heart beats

    @Test
    void every_run_and_every_poll_that_is_held_back_is_a_heartbeat() {
        world.next(YSC, LoopWorld.waiting(TEN));
        world.events.clear();
        world.poll();
        int ran = world.events(Event.Heartbeat.class).size();
        assertTrue(ran >= 6, "three targets, a beginning and an end each");
        world.pass(Duration.ofMinutes(1));
        world.events.clear();
        world.poll();
        assertEquals(1, world.events(Event.Heartbeat.class).stream().filter(e -> e.target().equals(YSC)).count());
    }

    @Test
    void a_run_that_hangs_has_no_heartbeat() {
        world.hanging.add("site ysc");
        world.poll();
        world.events.clear();
        world.pass(Duration.ofMinutes(5)).poll();
        assertEquals(0, world.events(Event.Heartbeat.class).stream().filter(e -> e.target().equals(YSC)).count());
    }
}
