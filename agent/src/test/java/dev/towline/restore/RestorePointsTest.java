package dev.towline.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.apply.Refused;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.event.Events;
import dev.towline.history.DeploymentId;
import dev.towline.host.Account;
import dev.towline.host.Digest;
import dev.towline.host.Job;
import dev.towline.host.Ownership;
import dev.towline.host.sim.SimHost;
import dev.towline.host.sim.SimWork;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.RestoreSource;
import dev.towline.source.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names, folder and retention, on a machine in memory. */
class RestorePointsTest {
    private static final TargetName YSC = new TargetName("ysc");
    private static final RestoreSource.Postgres CLUB = new RestoreSource.Postgres("club");
    private static final RestoreSource.Postgres OTHER = new RestoreSource.Postgres("my-club");
    private final SimHost host = new SimHost();
    private final PointFolder folder = new PointFolder(host, "/var/backups/towline");
    private final RestorePoints points = new RestorePoints(host, new Events(), folder,
            new DumpCommands(List.of("towline")));
    private String content = "dump";
    private int dumped;

    @BeforeEach
    void programs() {
        for (String user : List.of("postgres", "ysc")) {
            if (host.accounts().find(user).isEmpty()) {
                host.accounts().create(new Account(user, "/opt/" + user, "/usr/sbin/nologin", new TreeSet<>()));
            }
        }
        host.simDisk().makeDirectories("/var/backups");
        host.simJobs().works(this::work);
    }

    private SimWork work(Job job) {
        dumped++;
        Optional<String> to = job.argv().stream().filter(word -> word.startsWith("--file=/var")).findFirst();
        return SimWork.doing(() -> to.ifPresent(file -> host.simDisk().put(file.substring("--file=".length()),
                content)));
    }

    private static RenderedRelease release(String id) {
        return new RenderedRelease(id, Revision.of("a".repeat(40)), Digest.of("x"), "/opt/ysc",
                "/opt/ysc/releases/" + id, "", "ysc", "ysc", RenderedRelease.Strategy.RESTART, Optional.empty(),
                List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), List.of(),
                "/opt/ysc/current", "/opt/ysc/previous", 3, List.of("public"));
    }

    private static Work work(String deployment) {
        return new Work(YSC, new DeploymentId(deployment), line -> {}, () -> false);
    }

    private RestorePoint take(String release, RestoreSource source) {
        host.simClock().advance(Duration.ofHours(1));
        return points.take(release, release(release), source, work("20261121-010203-0000"));
    }

    private List<String> releases(RestoreSource.Postgres source) {
        return folder.of(YSC).stream().filter(p -> p.database().equals(source.database())).map(RestorePoint::release)
                .toList();
    }

    @Test
    void a_point_says_in_its_name_when_it_was_taken_before_what_and_of_which_database() {
        RestorePoint point = take("3f2c1a0-9b8c7d6e", OTHER);
        assertTrue(point.name().endsWith("-3f2c1a0-9b8c7d6e-my-club.dump"), point.name());
        assertEquals(List.of(point), folder.of(YSC));
        assertEquals("my-club", point.database());
        assertEquals("3f2c1a0-9b8c7d6e", point.release());
        assertEquals(host.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.HOURS),
                point.taken().truncatedTo(java.time.temporal.ChronoUnit.HOURS));
        assertEquals(Optional.empty(), folder.flaw(point));
    }

    @Test
    void what_is_kept_is_in_a_folder_of_root_and_readable_by_who_restores_it() {
        RestorePoint point = take("3f2c1a0-9b8c7d6e", CLUB);
        assertEquals(Ownership.root(0711), host.files().stat("/var/backups/towline/ysc").orElseThrow().ownership());
        assertEquals(new Ownership("postgres", "root", 0400), host.files().stat(point.path()).orElseThrow()
                .ownership());
    }

    @Test
    void a_file_of_somebody_else_is_no_point() {
        take("3f2c1a0-9b8c7d6e", CLUB);
        host.simDisk().put("/var/backups/towline/ysc/notes.dump", "mine");
        host.simDisk().put("/var/backups/towline/ysc/20261121-010203-a-b-club.dump.part", "cut");
        assertEquals(1, folder.of(YSC).size());
    }

    @Test
    void the_newest_five_stay_and_those_that_a_kept_release_needs() {
        host.simDisk().makeDirectories("/opt/ysc/releases/aaaaaaa-00000002");
        IntStream.rangeClosed(1, 9).forEach(n -> take("aaaaaaa-0000000" + n, CLUB));
        assertEquals(List.of("aaaaaaa-00000002", "aaaaaaa-00000005", "aaaaaaa-00000006", "aaaaaaa-00000007",
                "aaaaaaa-00000008", "aaaaaaa-00000009"), releases(CLUB));
        assertEquals(12, host.files().list("/var/backups/towline/ysc").stream().filter(n -> !n.equals("work")).count());
    }

    @Test
    void databases_whose_names_end_alike_do_not_push_each_other_out() {
        take("aaaaaaa-00000001", CLUB);
        IntStream.rangeClosed(1, 6).forEach(n -> take("bbbbbbb-0000000" + n, OTHER));
        assertEquals(List.of("aaaaaaa-00000001"), releases(CLUB));
        assertEquals(5, releases(OTHER).size());
    }

    @Test
    void what_was_just_taken_stays_even_where_the_clock_went_back() {
        IntStream.rangeClosed(1, 5).forEach(n -> {
            String name = "2099010" + n + "-000000-aaaaaaa-0000000" + n + "-club.dump";
            host.simDisk().put("/var/backups/towline/ysc/" + name, "later");
        });
        take("bbbbbbb-00000001", CLUB);
        assertTrue(releases(CLUB).contains("bbbbbbb-00000001"));
        assertEquals(5, releases(CLUB).size());
    }

    @Test
    void a_deployment_is_only_told_of_its_own_points() {
        host.databases().putRole("club", "geheim");
        host.databases().create("club", "club");
        take("aaaaaaa-00000001", CLUB);
        assertEquals(folder.of(YSC).getLast().path(), points.of(work("20261121-010203-0000"), CLUB).orElseThrow());
        assertEquals(Optional.empty(), points.of(work("20261121-010203-0000"), OTHER));
        assertEquals(Optional.empty(), points.of(work("20261122-010203-0000"), CLUB));
    }

    @Test
    void a_dump_that_is_not_read_back_leaves_no_point_and_what_it_left_goes_with_the_next() {
        host.simJobs().works(job -> job.argv().getFirst().equals("pg_restore")
                ? SimWork.failing(1, "could not read")
                : work(job));
        Refused refused = assertThrows(Refused.class, () -> take("aaaaaaa-00000001", CLUB));
        assertTrue(String.valueOf(refused.getMessage()).contains("could not read"));
        assertEquals(List.of(), folder.of(YSC));
        host.simJobs().works(this::work);
        take("aaaaaaa-00000001", CLUB);
        assertFalse(host.files().list("/var/backups/towline/ysc").stream().anyMatch(n -> n.endsWith(".part")));
    }

    @Test
    void bytes_that_changed_are_a_flaw_and_so_is_a_missing_checksum() {
        RestorePoint point = take("aaaaaaa-00000001", CLUB);
        host.simDisk().put(point.path(), "dumb");
        assertTrue(folder.flaw(point).orElseThrow().contains("it is not what was saved"));
        host.files().delete(point.path() + ".sha256");
        assertFalse(folder.of(YSC).getFirst().sealed());
        assertTrue(folder.flaw(folder.of(YSC).getFirst()).orElseThrow().contains("is not there"));
    }

    @Test
    void the_point_before_a_restore_is_no_release_and_pushes_nothing_out() {
        IntStream.rangeClosed(1, 5).forEach(n -> take("aaaaaaa-0000000" + n, CLUB));
        host.simClock().advance(Duration.ofHours(1));
        points.take(RestorePoint.BEFORE_RESTORE, release("aaaaaaa-00000005"), CLUB, work("20261121-010203-0001"));
        assertEquals(6, releases(CLUB).size());
        assertEquals(RestorePoint.BEFORE_RESTORE, releases(CLUB).getLast());
        assertTrue(folder.of(YSC).getLast().taken().isAfter(Instant.EPOCH));
    }

    @Test
    void nothing_is_dumped_where_twice_the_last_dump_does_not_fit() {
        content = "x".repeat(1000);
        take("1111111-aaaaaaaa", CLUB);
        int jobs = dumped;
        host.free(1999);
        Refused refused = assertThrows(Refused.class, () -> take("2222222-aaaaaaaa", CLUB));
        assertEquals(dev.towline.apply.StepFailed.Fault.ENVIRONMENT, refused.fault());
        assertEquals(jobs, dumped);
        host.free(2000);
        take("3333333-aaaaaaaa", CLUB);
        assertTrue(dumped > jobs);
    }
}
