package dev.towline.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.towline.secret.Secret;
import dev.towline.render.RenderedDatabase;
import dev.towline.health.HealthCheck;
import dev.towline.history.Decision;
import dev.towline.history.Owned;
import dev.towline.history.Unfinished;
import dev.towline.host.FileStat;
import dev.towline.host.Ownership;
import dev.towline.observe.ObservedState.Entry;
import dev.towline.observe.ObservedState.Running;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * One golden file a situation, under {@code src/test/resources/plan}. To take a new behaviour in, run with
 * {@code -Dgolden.write=true} and read the difference before committing it.
 */
class PlannerTest {
    private static final Decision.Said ADA = new Decision.Said("ada", Instant.EPOCH);
    private static final Path GOLDEN = Path.of("src/test/resources/plan");

    private static Approved approved(Decision... decisions) {
        return new Approved(List.of(decisions), Set.of());
    }

    private static void golden(Situation situation, TestInfo test) throws IOException {
        Plan plan = situation.plan();
        String text = String.join("\n", PlanText.of(plan)) + "\n" + health(plan);
        Path file = GOLDEN.resolve(test.getTestMethod().orElseThrow().getName() + ".txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(file), text);
    }

    /** What a person need not read, and what decides whether a release is healthy. */
    private static String health(Plan plan) {
        List<Step> steps = switch (plan) {
            case Plan.UpToDate p -> List.of();
            case Plan.Changes p -> p.steps();
            case Plan.Blocked p -> p.steps();
        };
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            if (step.action() instanceof Action.AwaitHealthy a) {
                text.append("# ").append(step.phase()).append(": ").append(a.passes()).append(" passes every ")
                        .append(a.interval()).append(" within ").append(a.deadline()).append(", soak ").append(a.soak())
                        .append(", asks ").append(a.web()).append(": ")
                        .append(a.checks().stream().map(HealthCheck::name).toList()).append('\n');
            } else if (step.action() instanceof Action.AwaitUnharmed a) {
                text.append("# ").append(step.phase()).append(": every ").append(a.interval()).append(" within ")
                        .append(a.deadline()).append(", asks ").append(a.web()).append(": ")
                        .append(a.checks().stream().map(HealthCheck::name).toList()).append('\n');
            }
        }
        return text.toString();
    }

    @Test
    void first_deploy_onto_an_empty_host(TestInfo test) throws IOException {
        golden(Situation.empty(), test);
    }

    @Test
    void what_a_new_package_has_started_by_itself_takes_its_files_in(TestInfo test) throws IOException {
        Situation situation = Situation.empty();
        situation.units.clear();
        situation.packages = java.util.List.of("nginx");
        golden(situation, test);
    }

    @Test
    void packages_come_first_where_the_interpreter_cannot_be_asked_yet(TestInfo test) throws IOException {
        Situation situation = Situation.empty();
        situation.interpreter = false;
        situation.packages = List.of("python3", "python3-venv");
        golden(situation, test);
    }

    @Test
    void an_interpreter_that_no_package_brings_is_said(TestInfo test) throws IOException {
        Situation situation = Situation.empty();
        situation.interpreter = false;
        golden(situation, test);
    }

    @Test
    void ordered_migrations_are_judged_first_and_what_waits_is_contracted_before_the_next_release(TestInfo test)
            throws IOException {
        Situation situation = Situation.settled();
        situation.contract = Optional.of(ContractPolicy.NEXT_RELEASE);
        situation.release = "2222222-aaaaaaaa";
        golden(situation, test);
    }

    @Test
    void what_waits_is_contracted_after_the_soak_where_the_site_says_so(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.contract = Optional.of(ContractPolicy.AFTER_SOAK);
        situation.release = "2222222-aaaaaaaa";
        golden(situation, test);
    }

    @Test
    void an_approved_release_goes_out_in_maintenance(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.contract = Optional.of(ContractPolicy.NEXT_RELEASE);
        situation.release = "2222222-aaaaaaaa";
        situation.approved = approved(new Decision.Maintenance("2222222-aaaaaaaa", ADA));
        golden(situation, test);
    }

    @Test
    void a_site_whose_migrations_cannot_be_ordered_is_told(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.unordered = "no database of its own that is saved before";
        situation.release = "2222222-aaaaaaaa";
        golden(situation, test);
    }

    @Test
    void a_person_may_have_it_contracted_now(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.contract = Optional.of(ContractPolicy.MANUAL);
        situation.approved = approved(new Decision.Contract(ADA));
        golden(situation, test);
    }

    @Test
    void what_the_agent_was_stopped_before_is_made_up_for(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.contract = Optional.of(ContractPolicy.AFTER_SOAK);
        situation.approved = new Approved(List.of(), Set.of(Unfinished.CONTRACT, Unfinished.SETTLE));
        golden(situation, test);
    }

    @Test
    void a_database_is_given_the_extensions_that_the_config_adds(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.databases = List.of(database("pg_trgm"));
        situation.owned.addAll(OwnedBy.of(situation.target()).stream().filter(PlannerTest::ofDatabase).toList());
        assertInstanceOf(Plan.UpToDate.class, situation.plan());
        situation.databases = List.of(database("pg_trgm", "citext"));
        golden(situation, test);
    }

    @Test
    void a_database_that_was_claimed_when_the_agent_died_is_made(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.databases = List.of(database());
        situation.owned.add(Owned.of(Situation.CLUB, Owned.Kind.DATABASE, "club"));
        situation.owned.add(Owned.of(Situation.CLUB, Owned.Kind.ROLE, "club"));
        golden(situation, test);
    }

    private static boolean ofDatabase(Owned owned) {
        return owned.kind() == Owned.Kind.DATABASE || owned.kind() == Owned.Kind.ROLE;
    }

    private static RenderedDatabase database(String... extensions) {
        return new RenderedDatabase("club", "club", Secret.of("geheim"), List.of(extensions));
    }

    @Test
    void a_settled_site_is_up_to_date() {
        assertInstanceOf(Plan.UpToDate.class, Situation.settled().plan());
    }

    @Test
    void a_changed_template_reloads_only_its_unit(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.vhost = "server { listen 80; }";
        golden(situation, test);
    }

    @Test
    void a_file_edited_on_the_host_is_put_back(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.edited(Situation.VHOST, "edited by hand");
        golden(situation, test);
    }

    @Test
    void a_deleted_file_is_put_back(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.paths.remove(Situation.TMPFILES);
        golden(situation, test);
    }

    @Test
    void a_wrong_mode_is_set_right(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        Entry there = situation.at(Situation.VHOST);
        situation.paths.put(Situation.VHOST,
                new Entry(new FileStat(FileStat.Kind.FILE, 1, Ownership.root(0600), null), there.digest()));
        golden(situation, test);
    }

    @Test
    void a_file_made_a_symlink_is_put_back(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.paths.put(Situation.VHOST,
                new Entry(new FileStat(FileStat.Kind.LINK, 0, Ownership.root(0777), "/etc/passwd"), null));
        golden(situation, test);
    }

    @Test
    void a_foreign_file_blocks_until_it_is_adopted(TestInfo test) throws IOException {
        Situation situation = Situation.empty();
        situation.there(
                Situation.file(Situation.VHOST, "somebody else's", null, new dev.towline.render.OnChange.Nothing()));
        golden(situation, test);
    }

    @Test
    void an_adopted_file_is_changed(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.owned.removeIf(o -> o.name().equals(Situation.VHOST));
        situation.edited(Situation.VHOST, "somebody else's");
        situation.adopted.add(Situation.VHOST);
        golden(situation, test);
    }

    @Test
    void a_foreign_user_blocks(TestInfo test) throws IOException {
        Situation situation = Situation.empty();
        situation.users.add("club");
        golden(situation, test);
    }

    @Test
    void a_new_app_revision_goes_out_in_the_other_slot(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.release = "2222222-aaaaaaaa";
        golden(situation, test);
    }

    @Test
    void with_a_held_socket_the_release_is_boot_tested_and_restarted(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.strategy = Strategy.RESTART;
        situation.running = new Running(Situation.HOME + "/releases/1111111-aaaaaaaa", null, null);
        situation.units.put("club-web.service", Situation.RUNS);
        situation.units.put("club-web.socket", Situation.RUNS);
        situation.release = "2222222-aaaaaaaa";
        golden(situation, test);
    }

    @Test
    void a_process_that_the_new_release_lacks_is_stopped_at_the_switch(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.release = "2222222-aaaaaaaa";
        situation.worker = false;
        golden(situation, test);
    }

    @Test
    void what_an_interrupted_retirement_left_is_ended(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.units.put("club-web-green.service", Situation.RUNS);
        golden(situation, test);
    }

    @Test
    void a_stopped_worker_is_started(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.units.put("club-worker.service", Situation.STOPPED);
        golden(situation, test);
    }

    @Test
    void after_a_reboot_without_the_link_the_slot_that_runs_serves(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.running = new Running(situation.running.current(), null, null);
        golden(situation, test);
    }

    @Test
    void old_releases_go_but_never_the_running_one_nor_the_one_to_go_back_to(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.releases.addAll(0, List.of("0000001-aaaaaaaa", "0000002-aaaaaaaa", "0000003-aaaaaaaa"));
        situation.running = new Running(situation.running.current(), Situation.HOME + "/releases/0000001-aaaaaaaa",
                situation.running.socket());
        golden(situation, test);
    }

    @Test
    void a_site_that_is_gone_is_stopped_and_pruned_and_its_data_stays(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.site = false;
        situation.removals = new Removals(true, true, false, 0);
        golden(situation, test);
    }

    @Test
    void a_site_that_git_no_longer_names_waits_for_approval_and_its_plan_shows_what_would_go(TestInfo test)
            throws IOException {
        Situation situation = Situation.settled();
        situation.site = false;
        situation.removals = new Removals(true, false, false, 0);
        golden(situation, test);
    }

    @Test
    void a_removal_that_was_let_out_before_asks_nobody_again() {
        Situation situation = Situation.settled();
        situation.site = false;
        situation.cap = 2;
        situation.removals = new Removals(true, false, true, 0);
        assertInstanceOf(Plan.Changes.class, situation.plan());
    }

    @Test
    void what_other_targets_are_about_to_lose_counts_against_the_cap() {
        Situation situation = Situation.settled();
        situation.owned.add(new Owned(Situation.CLUB, Owned.Kind.FILE, "/etc/club/extra", null, null, null, null));
        situation.there(Situation.file("/etc/club/extra", "x", null, new dev.towline.render.OnChange.Nothing()));
        assertInstanceOf(Plan.Changes.class, situation.plan());
        situation.removals = new Removals(false, false, false, situation.cap);
        assertInstanceOf(Plan.Blocked.class, situation.plan());
    }

    @Test
    void an_application_that_is_dropped_from_its_site_waits_for_approval() {
        Situation situation = Situation.settled();
        situation.release = null;
        situation.worker = false;
        assertInstanceOf(Plan.Blocked.class, situation.plan());
    }

    @Test
    void a_removal_over_the_cap_waits_for_approval() {
        Situation situation = Situation.settled();
        situation.site = false;
        situation.cap = 2;
        Plan.Blocked blocked = assertInstanceOf(Plan.Blocked.class, situation.plan());
        situation.approved = approved(new Decision.Removals(
                Objects.requireNonNull(blocked.blockers().getFirst().removals()), ADA));
        assertInstanceOf(Plan.Changes.class, situation.plan());
    }

    @Test
    void a_renewed_certificate_reloads_nginx(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        Entry link = situation.at("/etc/ssl/club.pem");
        situation.paths.put("/etc/ssl/club.pem", new Entry(link.stat(), dev.towline.host.Digest.of("renewed")));
        golden(situation, test);
    }

    @Test
    void a_certificate_that_appears_takes_the_place_of_the_self_signed_one(TestInfo test) throws IOException {
        Situation situation = Situation.settled();
        situation.there(
                Situation.file("/etc/letsencrypt/club.pem", "pem", null, new dev.towline.render.OnChange.Nothing()));
        golden(situation, test);
    }

    @Test
    void another_sites_file_is_never_taken() {
        Situation situation = Situation.empty();
        situation.owned.add(new Owned(dev.towline.desired.TargetName.site("other"), Owned.Kind.FILE, Situation.VHOST,
                null, null, null, null));
        Plan.Blocked blocked = assertInstanceOf(Plan.Blocked.class, situation.plan());
        assertEquals(Situation.VHOST + " belongs to other", blocked.blockers().getFirst().why());
    }
}
