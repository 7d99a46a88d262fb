package dev.towline.migrate.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.desired.MigrationOverride;
import dev.towline.desired.TargetName;
import dev.towline.event.Events;
import dev.towline.history.DeploymentId;
import dev.towline.history.memory.MemoryHistory;
import dev.towline.host.Account;
import dev.towline.host.Digest;
import dev.towline.host.Job;
import dev.towline.host.sim.SimHost;
import dev.towline.host.sim.SimWork;
import dev.towline.migrate.order.Explanation;
import dev.towline.migrate.order.MigrationTools;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Engine;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.render.RenderedRelease.RestoreSource;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.source.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which command the agent starts when, and what it makes of the answer. */
class FileMigrationsTest {
    private static final String HOME = "/opt/club";
    private static final String ID = "1111111-aaaaaaaa";
    private static final String NOTHING = "\"waiting\":[],\"pending\":[]";
    private final SimHost host = new SimHost();
    private final MemoryHistory history = new MemoryHistory();
    private final Map<String, String> answers = new TreeMap<>();
    private final List<Job> jobs = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final Work work = new Work(new TargetName("club"), new DeploymentId("20261121-010203-ab12"), said::add,
            () -> false);
    private final FileMigrations files = new FileMigrations(host, history, new Events(),
            new MigrationTools("/lib/python", List.of("/opt/towline/bin/towline")));
    private final RenderedRelease release = release();

    FileMigrationsTest() {
        host.simJobs().works(job -> {
            jobs.add(job);
            if (!job.argv().getFirst().equals("/opt/towline/bin/towline")) {
                return SimWork.doing(() -> {});
            }
            String answer = answers.getOrDefault(job.argv().get(2), ok(NOTHING));
            return SimWork.doing(() -> host.simDisk().put(job.argv().get(4), answer));
        });
        host.accounts().create(new Account("club", HOME, "/usr/sbin/nologin", new TreeSet<>()));
        host.simDatabases().putRole("club", "x");
        host.simDatabases().create("club", "club");
    }

    private static String ok(String lists) {
        return "{\"ok\":true,\"error\":null,\"databases\":{\"club\":{" + lists + "}}}";
    }

    private static RenderedRelease release() {
        BuildStep none = new BuildStep("none", List.of(), Duration.ZERO);
        Ordered ordered = new Ordered(new Engine.SqlFiles("migrations", "PG_URL", 7, Duration.ofHours(2)),
                List.of(new RestoreSource.Postgres("club")),
                HOME + "/migrations", ContractPolicy.NEXT_RELEASE, Duration.ofSeconds(2), List.of(),
                List.of(new MigrationOverride("rename-column", "0003_x.sql", "0".repeat(64), "nobody reads it")));
        String path = HOME + "/releases/" + ID;
        return new RenderedRelease(ID, Revision.of("1".repeat(40)), Digest.of("x"), HOME, path, "backend", "club",
                "www-data", Strategy.BLUE_GREEN, Optional.empty(), List.of(), List.of(path + "/env"), List.of(),
                List.of(), List.of(), Optional.of(new Migration(none, none,
                        List.of(new RestoreSource.Postgres("club")), Optional.of(ordered), "")),
                Optional.empty(), List.of(), HOME + "/current", HOME + "/previous", 3, List.of("public"));
    }

    private List<String> commands() {
        return jobs.stream().map(Job::argv).filter(argv -> argv.size() > 2 && argv.get(1).equals("migrate-files"))
                .map(argv -> argv.get(2)).toList();
    }

    private Job job(String command) {
        return jobs.stream().filter(j -> j.argv().size() > 2 && j.argv().get(2).equals(command)).findFirst()
                .orElseThrow();
    }

    @Test
    void a_command_runs_as_the_sites_user_with_the_releases_environment_and_no_password_in_its_words() {
        assertFalse(files.touchesData(release, work));
        Job job = job("status");
        assertEquals("club", job.user());
        assertEquals(List.of(HOME + "/releases/" + ID + "/env"), job.environmentFiles());
        assertEquals(HOME + "/releases/" + ID + "/app/backend", job.directory());
        assertEquals(List.of("/opt/towline/bin/towline", "migrate-files", "status", "--out",
                HOME + "/migrations/" + ID + ".status.json", "--release", ID, "--folder",
                HOME + "/releases/" + ID + "/app/backend/migrations", "--database", "club", "--url-from", "PG_URL",
                "--lock-timeout", "2000", "--baseline", "7", "--override", "rename-column", "0003_x.sql",
                "0".repeat(64), "nobody reads it"), job.argv());
    }

    @Test
    void what_is_pending_is_judged_on_a_shadow_against_what_runs() {
        answers.put("status", ok("\"waiting\":[],\"pending\":[\"0001_x.sql\"]"));
        files.judge(release, HOME + "/releases/0000000-aaaaaaaa", false, work);
        assertEquals(List.of("status", "plan"), commands());
        assertTrue(job("plan").argv().containsAll(List.of("--shadow", "club", "towline_shadow_club", "--running",
                HOME + "/releases/0000000-aaaaaaaa/app/backend/migrations")), job("plan").argv()::toString);
        files.expand(release, false, work);
        assertEquals(Duration.ofHours(2), job("run").timeout());
    }

    @Test
    void where_nothing_is_pending_the_release_itself_is_looked_at_and_nothing_is_run() {
        host.simDisk().put(HOME + "/migrations/" + ID + ".plan.json", ok(""));
        files.judge(release, null, false, work);
        files.expand(release, false, work);
        assertEquals(List.of("status", "check"), commands());
    }

    @Test
    void a_refusal_is_the_revisions_fault_and_names_the_way_out() {
        answers.put("status", ok("\"waiting\":[],\"pending\":[\"0001_x.sql\"]"));
        answers.put("plan", refusal(false));
        Refused refused = assertThrows(Refused.class, () -> files.judge(release, null, false, work));
        assertEquals(Fault.REVISION, refused.fault());
        assertEquals("migrations/0001_x.sql:3: rename-column (ALTER): it breaks; split it\n"
                + "It can also go out in maintenance, with a page and 503 meanwhile: towline approve club",
                refused.getMessage());
        answers.put("plan", refusal(true));
        assertFalse(String.valueOf(assertThrows(Refused.class, () -> files.judge(release, null, false, work))
                .getMessage()).contains("approve"));
    }

    private static String refusal(boolean last) {
        return "{\"ok\":false,\"error\":null,\"databases\":{\"club\":{\"refusals\":[{\"file\":\"migrations/0001_x.sql\",\"line\":3,"
                + "\"describe\":\"rename-column\",\"statement\":\"ALTER\",\"why\":\"it breaks\",\"remedy\":\"split it\",\"final\":"
                + last + "}]}}}";
    }

    @Test
    void a_lock_that_was_not_got_is_no_fault_of_the_revision() {
        host.simDisk().put(HOME + "/migrations/" + ID + ".plan.json", ok(""));
        answers.put("run",
                "{\"ok\":false,\"error\":{\"code\":\"lock-timeout\",\"message\":\"0001_x.sql: no lock\"},\"databases\":{}}");
        assertEquals(Fault.ENVIRONMENT, assertThrows(Refused.class, () -> files.expand(release, false, work)).fault());
    }

    @Test
    void what_waits_is_contracted_for_what_runs_and_what_follows_and_failing_fails_nothing() {
        answers.put("status", ok("\"waiting\":[{\"sql\":\"DROP\"}],\"pending\":[]"));
        answers.put("contract",
                "{\"ok\":false,\"error\":null,\"databases\":{\"club\":{\"blocked\":[{\"sql\":\"0002_x.sql\",\"why\":\"rows\","
                        + "\"remedy\":\"mend\"}],\"waiting\":[{\"sql\":\"DROP\",\"migration\":\"0002_x.sql\",\"release\":\"r\"}]}}}");
        files.contract(release, HOME + "/releases/0000000-aaaaaaaa", true, work);
        assertTrue(job("contract").argv().contains("--both"));
        assertEquals(List.of("waits on: 0002_x.sql -- rows; mend"), said);
        assertEquals(List.of("DROP (0002_x.sql, since release r)"), history.targets().waiting(work.target()));
    }

    @Test
    void settling_says_what_ran_once_more_and_fails_nothing() {
        answers.put("settle", ok("\"repeated\":[{\"migration\":\"0003_fill.sql\"}],\"marked\":true"));
        files.settle(release, work);
        assertEquals(Duration.ofHours(2), job("settle").timeout());
        answers.put("settle",
                "{\"ok\":false,\"error\":{\"code\":\"failed\",\"message\":\"batch 2: it is odd\"},\"databases\":{}}");
        files.settle(release, work);
        answers.put("settle", "no JSON");
        files.settle(release, work);
        assertEquals(List.of("ran once more: 0003_fill.sql",
                "could not be repeated now, is tried again before the contract: batch 2: it is odd"),
                said.subList(0, 2));
        assertTrue(said.get(2).startsWith("settling is left for the contract: "), said.get(2));
    }

    @Test
    void the_doctor_asks_the_release_and_changes_nothing() {
        answers.put("doctor",
                "{\"ok\":false,\"error\":null,\"databases\":{\"club\":{\"findings\":[{\"what\":\"0001_x.sql\","
                        + "\"ledger\":\"it ran\",\"catalog\":\"does not have it\",\"remedy\":\"towline retry SITE\",\"well\":false}],"
                        + "\"notes\":[]}}}");
        List<Explanation> told = files.examine(release, work);
        assertEquals(List.of(new Explanation("0001_x.sql", false,
                "the ledger: it ran; the catalog: does not have it", "towline retry SITE")), told);
        assertEquals(List.of("doctor"), commands());
        assertEquals("towline-club-doctor", job("doctor").name());
    }

    @Test
    void a_catalog_that_disagrees_is_no_fault_of_the_revision() {
        answers.put("check",
                "{\"ok\":false,\"error\":{\"code\":\"disagreement\",\"message\":\"0001_x.sql: gone; see 'towline"
                        + " doctor'\"},\"databases\":{}}");
        Refused refused = assertThrows(Refused.class, () -> files.judge(release, null, false, work));
        assertEquals(Fault.ENVIRONMENT, refused.fault());
        assertEquals("0001_x.sql: gone; see 'towline doctor'", refused.getMessage());
    }
}
