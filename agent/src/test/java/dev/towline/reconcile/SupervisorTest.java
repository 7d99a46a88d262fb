package dev.towline.reconcile;

import static dev.towline.reconcile.LoopWorld.CLUB;
import static dev.towline.reconcile.LoopWorld.GUILD;
import static dev.towline.reconcile.LoopWorld.YSC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.trigger.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static final TargetName HOST = TargetName.HOST;
    private final LoopWorld world = new LoopWorld();

    @BeforeEach
    void git() {
        world.git.config(HOST, "nginx");
        world.git.config(YSC, "one");
        world.git.config(GUILD, "one");
    }

    @Test
    void at_the_start_the_host_goes_before_the_sites() {
        world.supervisor.start();
        world.run();
        assertEquals(List.of(HOST, GUILD, YSC), world.ran());
    }

    @Test
    void the_first_look_is_told_once() {
        world.started().poll().poll();
        assertEquals(1, world.looks);
    }

    @Test
    void the_first_look_is_told_also_where_the_config_repo_cannot_be_asked() {
        world.git.fails = true;
        world.supervisor.start();
        world.run();
        assertEquals(1, world.looks);
    }

    @Test
    void every_site_is_known_before_the_first_reconciliation_of_any_once_and_not_only_after_the_hosts() {
        world.started().poll();
        assertTrue(world.known.contains(YSC + " after 0"), world.known.toString());
        assertTrue(world.known.contains(HOST + " after 0"), world.known.toString());
        assertEquals(world.known.stream().distinct().toList(), world.known);
    }

    @Test
    void a_poll_wakes_every_target_each_time() {
        world.started().poll().poll();
        assertEquals(2, world.of(YSC).size());
        assertEquals(2, world.of(HOST).size());
    }

    @Test
    void a_poll_that_fails_unexpectedly_is_not_the_last() {
        world.started();
        world.git.fails = true;
        world.poll();
        world.git.fails = false;
        world.git.config(YSC, "two");
        world.calls.clear();
        world.poll();
        assertEquals("c4", world.of(YSC).getFirst().heads().config());
    }

    @Test
    void what_is_known_only_from_the_host_is_reconciled_before_anything_was_fetched() {
        LoopWorld empty = new LoopWorld();
        empty.git.here(YSC, true);
        empty.git.fails = true;
        empty.supervisor.start();
        empty.run();
        assertEquals(List.of(HOST, YSC), empty.ran());
    }

    // ---- the host barrier

    @Test
    void a_host_reconciliation_that_began_before_the_push_does_not_release_the_sites() {
        world.started();
        world.next(HOST, call -> {
            world.git.config(YSC, "two");
            world.supervisor.offer(new Trigger.Webhook("github", "d"));
            world.git.fetchConfig(true);
            return LoopWorld.well();
        });
        world.poll();
        List<LoopWorld.Call> hosts = world.of(HOST);
        int second = world.calls.indexOf(hosts.get(1));
        assertEquals("c4", hosts.get(1).heads().config());
        assertTrue(world.calls.subList(0, second).stream().filter(c -> !c.target().isHost())
                .allMatch(c -> c.heads().config().equals("c3")), world.calls.toString());
        assertEquals("c4", world.of(YSC).getLast().heads().config());
    }

    @Test
    void a_push_to_the_config_repo_is_the_hosts_first_and_then_the_sites() {
        world.started();
        world.git.config(YSC, "two");
        world.push();
        assertEquals(HOST, world.ran().getFirst());
        assertEquals("c4", world.of(YSC).getFirst().heads().config());
        assertEquals(1, world.of(YSC).size());
    }

    @Test
    void a_push_to_both_repos_is_one_reconciliation_of_the_site() {
        world.git.app(YSC);
        world.started();
        world.git.config(YSC, "two");
        String app = world.git.app(YSC);
        world.push();
        assertEquals(1, world.of(YSC).size());
        assertEquals(new Heads("c4", app), world.of(YSC).getFirst().heads());
    }

    @Test
    void a_site_works_on_the_older_config_while_the_host_takes_long_over_the_newer() {
        world.git.app(YSC);
        world.started();
        world.hanging.add("site @host");
        world.git.config(YSC, "two");
        world.push();
        assertEquals(List.of(), world.of(YSC));
        String app = world.git.app(YSC);
        world.pass(Duration.ofMinutes(3)).poll();
        assertEquals(new Heads("c3", app), world.of(YSC).getLast().heads());
    }

    @Test
    void a_host_that_waits_with_backoff_does_not_hold_the_sites_up() {
        world.started();
        world.next(HOST, LoopWorld.waiting(Duration.ofMinutes(10)));
        world.poll();
        world.git.config(YSC, "two");
        world.calls.clear();
        world.push();
        assertEquals("c4", world.of(YSC).getLast().heads().config());
        assertEquals(List.of(), world.of(HOST), "nothing of the host has changed");
    }

    @Test
    void a_host_whose_run_gave_way_has_not_ended_the_revision() {
        world.started();
        world.git.config(YSC, "two");
        world.next(HOST, new ReconcileResult.Superseded("newer"));
        world.push();
        assertEquals(List.of(HOST, HOST), world.ran().subList(0, 2));
    }

    @Test
    void a_host_that_fails_has_ended_the_revision() {
        world.started();
        world.git.config(HOST, "broken");
        world.next(HOST, new ReconcileResult.Stalled("a template is wrong"));
        world.push();
        assertEquals("c4", world.of(YSC).getLast().heads().config());
    }

    @Test
    void a_new_site_begins_when_the_host_has_gone_before() {
        world.started();
        world.git.config(CLUB, "new");
        world.push();
        assertTrue(world.ran().indexOf(HOST) < world.ran().indexOf(CLUB));
        assertEquals(1, world.of(CLUB).size());
    }

    // ---- what a person asks

    @Test
    void a_persons_reconcile_of_one_site_runs_that_site_once_and_no_other() {
        world.started().offer(world.ask(YSC, new Trigger.Request.Reconcile()));
        assertEquals(List.of(YSC), world.ran());
        assertEquals("anna", world.calls.getFirst().by());
    }

    @Test
    void a_persons_reconcile_of_one_site_sees_what_was_just_pushed_to_its_app() {
        world.git.app(YSC);
        world.started();
        String app = world.git.app(YSC);
        world.offer(world.ask(YSC, new Trigger.Request.Reconcile()));
        assertEquals(List.of(YSC), world.ran());
        assertEquals(app, world.calls.getFirst().heads().app());
    }

    @Test
    void what_a_persons_reconcile_finds_for_others_is_not_by_that_person() {
        world.started();
        world.git.config(GUILD, "two");
        world.offer(world.ask(YSC, new Trigger.Request.Reconcile()));
        assertEquals("", world.of(GUILD).getFirst().by());
        assertEquals(new Trigger.Fetched("config"), world.of(GUILD).getFirst().wake().why());
        assertEquals(1, world.of(YSC).stream().filter(c -> c.by().equals("anna")).count());
    }

    @Test
    void a_persons_reconcile_asks_the_app_repo_of_no_other_site() {
        world.git.app(YSC);
        world.git.app(GUILD);
        world.started();
        world.git.fetches.clear();
        world.offer(world.ask(YSC, new Trigger.Request.Reconcile()));
        assertEquals(List.of("config", "app.ysc"), world.git.fetches);
    }

    @Test
    void a_persons_reconcile_of_the_host_runs_the_host_alone() {
        world.started().offer(world.ask(HOST, new Trigger.Request.Reconcile()));
        assertEquals(List.of(HOST), world.ran());
    }

    @Test
    void a_reconcile_of_everything_is_by_the_person_everywhere() {
        world.started().offer(new Trigger.Manual(new Trigger.Request.Reconcile(), Optional.empty(), "anna"));
        assertEquals(List.of("anna", "anna", "anna"), world.calls.stream().map(LoopWorld.Call::by).toList());
    }

    @Test
    void the_number_that_a_person_is_told_is_that_of_the_reconciliation_that_answers() {
        world.started();
        world.supervisor.offer(world.ask(YSC, new Trigger.Request.Reconcile()));
        long told = world.supervisor.pass(YSC);
        world.run();
        assertEquals(told, world.of(YSC).getFirst().wake().number());
    }

    @Test
    void a_decision_waits_for_no_fetch() {
        world.started();
        world.hanging.add("fetch config");
        world.supervisor.offer(world.ask(YSC, new Trigger.Request.Suspend("")));
        world.run();
        assertEquals(List.of(YSC), world.ran());
    }

    @Test
    void a_persons_reconcile_does_not_wait_for_ever_for_a_fetch() {
        world.started();
        world.hanging.add("fetch config");
        world.offer(world.ask(YSC, new Trigger.Request.Reconcile()));
        assertEquals(List.of(), world.ran());
        world.pass(Duration.ofMinutes(1));
        assertEquals(List.of(YSC), world.ran());
    }

    @Test
    void an_unknown_target_is_refused() {
        world.started();
        assertFalse(world.supervisor.offer(world.ask(CLUB, new Trigger.Request.Retry())));
        assertFalse(world.supervisor.offer(world.ask(CLUB, new Trigger.Request.Reconcile())));
    }

    // ---- slow and lost sources

    @Test
    void a_slow_app_repo_delays_its_own_site_alone() {
        world.git.app(YSC);
        world.git.app(GUILD);
        world.started();
        world.hanging.add("fetch app.ysc");
        world.git.config(GUILD, "two");
        world.git.app(GUILD);
        world.push();
        assertEquals(List.of(HOST, GUILD), world.ran());
    }

    @Test
    void a_site_whose_app_repo_is_slow_is_still_reconciled_at_the_next_poll() {
        world.git.app(YSC);
        world.started();
        world.hanging.add("fetch app.ysc");
        world.poll();
        assertEquals(List.of(), world.of(YSC));
        world.poll();
        assertEquals(1, world.of(YSC).size());
    }

    @Test
    void a_slow_config_repo_keeps_no_app_from_being_fetched() {
        world.git.app(YSC);
        world.started();
        world.hanging.add("fetch config");
        world.poll();
        String app = world.git.app(YSC);
        world.poll();
        assertEquals(app, world.of(YSC).getLast().heads().app());
    }

    @Test
    void many_triggers_during_a_fetch_are_one_more_fetch() {
        world.started();
        world.git.fetches.clear();
        for (int i = 0; i < 50; i++) {
            world.supervisor.offer(new Trigger.Webhook("github", "d" + i));
        }
        world.run();
        assertEquals(1, world.git.fetches.size());
        assertEquals(1, world.of(YSC).size());
    }

    // ---- going

    @Test
    void a_site_that_is_gone_from_git_and_host_is_forgotten_with_all_that_was_remembered() {
        world.started();
        world.git.remove(YSC);
        world.push();
        assertEquals(List.of(YSC), world.forgotten);
        assertEquals(1, world.events(Event.TargetGone.class).size());
        world.calls.clear();
        world.poll();
        assertEquals(List.of(HOST, GUILD), world.ran());
        assertEquals(0, world.supervisor.pass(YSC));
    }

    @Test
    void a_site_that_git_no_longer_names_keeps_its_backoff_while_something_of_it_is_here() {
        world.started();
        world.git.here(YSC, true);
        world.git.remove(YSC);
        world.next(YSC, LoopWorld.waiting(Duration.ofMinutes(10)));
        world.push().poll().poll();
        assertEquals(List.of(), world.forgotten);
        assertEquals(1, world.of(YSC).size());
    }

    @Test
    void a_closed_supervisor_begins_nothing() {
        world.started();
        world.supervisor.close();
        world.poll().push();
        assertEquals(List.of(), world.ran());
    }

    // ---- places at work, and the queue

    @Test
    void a_site_that_waits_for_a_place_is_in_the_queue_and_says_so() {
        LoopWorld one = new LoopWorld(1);
        one.git.config(HOST, "nginx");
        one.git.config(YSC, "one");
        one.git.config(GUILD, "one");
        one.started();
        one.hanging.add("site guild");
        one.poll();
        assertEquals(List.of(HOST), one.ran());
        assertEquals(List.of(YSC), one.queued);
        assertTrue(one.events(Event.QueueDepth.class).getLast().depth() >= 1);
    }

    @Test
    void the_next_begins_when_a_place_is_free_and_the_queue_is_empty_again() {
        LoopWorld one = new LoopWorld(1);
        one.git.config(HOST, "nginx");
        one.git.config(YSC, "one");
        one.git.config(GUILD, "one");
        one.started();
        one.hanging.add("site guild");
        one.poll();
        Objects.requireNonNull(one.hung.get("site guild")).run();
        one.run();
        assertEquals(List.of(HOST, GUILD, YSC), one.ran());
        assertEquals(0, one.events(Event.QueueDepth.class).getLast().depth());
    }

    @Test
    void the_host_waits_for_no_sites_place() {
        LoopWorld one = new LoopWorld(1);
        one.git.config(HOST, "nginx");
        one.git.config(YSC, "one");
        one.started();
        one.hanging.add("site ysc");
        one.poll();
        one.calls.clear();
        one.poll();
        assertEquals(List.of(HOST), one.ran());
    }
}
