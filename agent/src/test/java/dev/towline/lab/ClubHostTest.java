package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the sample application is what the scenarios need: good releases work, each broken one breaks as its name says. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClubHostTest {
    private static final String DOMAIN = "hand.example.org";
    private static final Duration SOON = Duration.ofSeconds(30);

    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    @TempDir
    static Path folder;

    static ClubRepository repository;
    static ClubByHand club;

    @BeforeAll
    static void prepare() {
        repository = ClubRepository.create(folder.resolve("club.git"));
        club = ClubByHand.prepare(LAB.host(), DOMAIN);
        release("r1");
    }

    private static void release(String name) {
        build(name).orFail();
        club.restart();
        Await.until(name + " answers", SOON, () -> club.get("/ready/").contains("\"release\": \"" + name + "\""),
                () -> club.get("/ready/") + LAB.host().journal());
    }

    private static ExecResult build(String name) {
        repository.push(name);
        return club.build(repository.git().work());
    }

    @Test
    @Order(1)
    void the_first_release_serves_its_pages_from_the_database() {
        assertTrue(club.get("/login/").contains("Sign in"));
        assertTrue(club.get("/").contains("About us"));
        assertTrue(club.get("/admin/login/").startsWith("200 "));
        assertEquals("200 ok", club.get("/healthz"));
    }

    @Test
    @Order(2)
    void healthz_lies_when_the_database_is_down_and_ready_does_not() {
        LAB.host().execOk("systemctl", "stop", "postgresql@15-main");
        assertTrue(club.get("/healthz").startsWith("200 "));
        assertTrue(club.get("/ready/").startsWith("503 "));
        assertTrue(club.get("/login/").startsWith("500 "));
        LAB.host().execOk("systemctl", "start", "postgresql@15-main");
    }

    @Test
    @Order(3)
    void the_worker_finishes_its_job_and_tells_its_release() {
        club.manage("enqueue 3 --seconds 1").orFail();
        LAB.host().execOk("systemd-run", "--unit=worker", "--uid=byhand", "-p", "EnvironmentFile=/srv/byhand/env",
                "--working-directory=/srv/byhand/app", "/srv/byhand/venv/bin/python", "manage.py", "run_worker");
        Await.until("a job is in hand", SOON,
                () -> club.query("select count(*) from jobs_job where pid is not null").equals("1"));
        LAB.host().execOk("systemctl", "stop", "worker");
        assertEquals("r1|/srv/byhand/app|1", club.query(
                "select release, path, count(finished) from jobs_job where started is not null group by 1, 2"));
        assertEquals("r1",
                club.query("select release from jobs_run where command = 'run_worker' and finished is not null"));
        club.manage("tidy").orFail();
        assertEquals("1", club.query("select count(*) from jobs_run where command = 'tidy' and finished is not null"));
    }

    @Test
    @Order(4)
    void load_on_a_site_at_rest_loses_nothing_and_a_stopped_service_is_noticed() {
        Load load = Load.on(LAB.host(), "http://127.0.0.1/login/").header("Host", DOMAIN);
        LoadResult calm = load.during(() -> Await.holds("the site answers", Duration.ofSeconds(3),
                () -> club.get("/ready/").startsWith("200")));
        assertEquals(0, calm.failures(), calm::toString);
        assertTrue(calm.requests() > 100, calm::toString);
        assertEquals(calm.requests(), calm.releases().get("r1"), calm::toString);

        LoadResult restarted = load.during(() -> {
            club.restart();
            Await.until("it is back", SOON, () -> club.get("/ready/").startsWith("200"));
        });
        assertNotEquals(0, restarted.failed("status"), restarted::toString);
        assertTrue(restarted.samples().getFirst().contains("502"), restarted::toString);

        LoadResult gone = load.during(() -> {
            LAB.host().execOk("systemctl", "stop", "nginx");
            LAB.host().execOk("systemctl", "start", "nginx");
            Await.until("it is back", SOON, () -> club.get("/ready/").startsWith("200"));
        });
        assertTrue(gone.failed("connect") + gone.failed("read") > 0, gone::toString);
    }

    @Test
    @Order(5)
    void load_over_tls_past_the_limit_of_requests_on_one_connection_loses_nothing() {
        LoadResult fast = Load.on(LAB.host(), "https://127.0.0.1/static/admin/css/base.css").header("Host", DOMAIN)
                .connections(2).pause(Duration.ZERO)
                .during(() -> Await.holds("", Duration.ofSeconds(2), () -> true));
        assertEquals(0, fast.failures(), fast::toString);
        assertTrue(fast.requests() > 4000, fast::toString);
    }

    @Test
    @Order(5)
    void load_on_nothing_is_an_error_and_not_zero_failures() {
        assertThrows(AssertionError.class, () -> Load.on(LAB.host(), "http://127.0.0.1:9/").start().close());
    }

    @Test
    @Order(5)
    void posts_write_to_the_database() {
        LoadResult posts = Load.on(LAB.host(), "http://127.0.0.1/logsheet/record/").header("Host", DOMAIN)
                .post("glider=D-1234&minutes=7").during(() -> Await.until("flights are written", SOON,
                        () -> Integer.parseInt(club.query("select count(*) from logsheet_flight")) > 50));
        assertEquals(0, posts.failures(), posts::toString);
    }

    @Test
    @Order(6)
    void the_static_watcher_sees_style_sheets_images_and_what_they_name_and_misses_a_file_that_goes() {
        try (var watcher = StaticWatcher.watch(LAB.host(), "http://" + DOMAIN + "/login/", Duration.ofSeconds(30))) {
            Await.until("css, js, svg are seen", SOON, () -> watcher.seen().size() >= 4);
            assertEquals(0, watcher.failures().size(), watcher.failures()::toString);
            LAB.host().shell("rm /srv/byhand/static/club/site.*.css").orFail();
            Await.until("the loss is noticed", SOON, () -> !watcher.failures().isEmpty());
            assertTrue(watcher.failures().getFirst().contains("404"), watcher.failures()::toString);
        }
    }

    @Test
    @Order(7)
    void a_release_that_cannot_be_built_names_the_requirement() {
        ExecResult result = build("broken-build");
        assertFalse(result.ok());
        assertTrue(result.stderr().contains("No matching distribution found for Django==5.2.9999"), result.stderr());
    }

    @Test
    @Order(8)
    void a_migration_that_fails_leaves_the_schema_as_it_was() {
        ExecResult result = build("broken-migration");
        assertTrue(result.stderr().contains("column \"path\" does not exist"), result.stderr());
        assertEquals("", club.query("select to_regclass('pages_redirect')"));
    }

    @Test
    @Order(9)
    void an_asset_that_names_a_missing_file_fails_collectstatic() {
        ExecResult result = build("broken-assets");
        assertTrue(result.stderr().contains("letterhead.svg"), result.stderr());
    }

    @Test
    @Order(10)
    void a_syntax_error_in_the_settings_fails_every_command() {
        assertTrue(build("broken-settings").stderr().contains("SyntaxError"));
    }

    @ParameterizedTest
    @Order(11)
    @ValueSource(strings = {"broken-health", "broken-page"})
    void a_sick_release_boots_and_says_ok_and_serves_errors(String name) {
        build(name).orFail();
        club.restart();
        Await.until(name + " boots", SOON, () -> club.get("/healthz").startsWith("200"));
        assertTrue(club.get("/login/").startsWith("500 "));
    }

    @Test
    @Order(12)
    void a_release_that_does_not_boot_builds_well() {
        build("broken-boot").orFail();
        club.restart();
        Await.until("the unit fails", SOON,
                () -> LAB.host().exec("systemctl", "is-active", "byhand").line().equals("failed"));
        assertTrue(LAB.host().journal().contains("No module named 'club.telemetry'"));
    }

    @Test
    @Order(13)
    void a_release_that_fails_in_the_soak_is_well_at_first() {
        build("broken-soak").orFail();
        club.restart();
        Await.until("well at first", SOON, () -> club.get("/login/").startsWith("200"));
        Await.until("sick later", SOON, () -> club.get("/login/").startsWith("500"));
        assertTrue(club.get("/healthz").startsWith("200"));
    }

    @Test
    @Order(14)
    void a_release_that_loops_answers_between_its_crashes() {
        LAB.host().write("/etc/systemd/system/byhand.service.d/loop.conf",
                "[Service]\nRestart=always\nRestartSec=100ms\n[Unit]\nStartLimitIntervalSec=0\n", "0644");
        LAB.host().execOk("systemctl", "daemon-reload");
        build("broken-loop").orFail();
        club.restart();
        Await.until("answers", SOON, () -> club.get("/login/").startsWith("200"));
        Await.until("and crashes", SOON,
                () -> Integer.parseInt(LAB.host().execOk("systemctl", "show", "-P", "NRestarts", "byhand").line()) > 2);
        Await.until("and answers", SOON, () -> club.get("/login/").startsWith("200"));
    }

    @Test
    @Order(15)
    void a_release_that_hangs_answers_only_that_it_lives() {
        build("broken-hang").orFail();
        club.restart();
        Await.until("boots", SOON, () -> club.get("/healthz").startsWith("200"));
        assertTrue(club.get("/login/").startsWith("000"));
        LAB.host().execOk("systemctl", "kill", "--signal=KILL", "byhand");
    }

    @Test
    @Order(16)
    void a_worker_that_cannot_start_leaves_the_site_well() {
        release("broken-worker");
        assertTrue(club.manage("run_worker").stderr().contains("no queue named"));
    }

    @ParameterizedTest
    @Order(17)
    @ValueSource(strings = {"r2", "r3", "r4", "r5", "r6", "r7", "r8"})
    void every_later_release_migrates_and_serves(String name) {
        String before = club.get("/login/");
        release(name);
        String after = club.get("/login/");
        assertTrue(after.contains("<b id=\"release\">" + name), after);
        assertNotEquals(styleSheet(before), styleSheet(after));
        assertTrue(club.get("/").startsWith("200") && club.get("/logsheet/").startsWith("200")
                && club.get("/members/").startsWith("200"));
        club.manage("makemigrations --check --verbosity 0").orFail();
    }

    private static String styleSheet(String html) {
        int start = html.indexOf("site.");
        return html.substring(start, html.indexOf(".css", start));
    }
}
