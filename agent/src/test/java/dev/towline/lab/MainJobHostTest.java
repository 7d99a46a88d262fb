package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The main job on a host that already serves a hand-made site: push to Git, live, rolled back when it is not healthy. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobHostTest {
    private static final String BY_HAND = "hand.example.org";
    private static final Duration BUILD = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(45);

    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    static DebianHost host;
    static TowlineOnHost towline;
    static ClubByHand byHand;
    static String good;

    @BeforeAll
    static void prepare() throws Exception {
        host = LAB.host();
        byHand = ClubByHand.prepare(host, BY_HAND);
        ClubRepository hand = ClubRepository.create(host.shared().resolve("hand.git"));
        hand.push("r1");
        byHand.build(hand.git().work()).orFail();
        byHand.restart();
        towline = TowlineOnHost.install(host, Duration.ofSeconds(3));
        good = towline.club().push("r1");
        towline.writeConfig("ysc");
        towline.config().push("The first site");
        towline.start();
    }

    private static Load load() {
        return Load.on(host, "https://127.0.0.1/login/").header("Host", "ysc.example.org");
    }

    /** Nothing was lost, and something was asked. */
    private static void lossless(LoadResult result) {
        assertEquals(0, result.failures(), result::toString);
        assertTrue(result.requests() > 50, result::toString);
    }

    private static String workers() {
        return host.shell(
                "for p in $(pgrep -u ysc -f run_worker); do readlink /proc/$p/cwd; done | grep -o 'releases/[0-9a-f-]*' | sort -u")
                .stdout().strip();
    }

    @Test
    @Order(1)
    void the_first_deploy_goes_live_and_the_hand_made_site_keeps_serving() {
        // The host's own part first: it may restart PostgreSQL, once, for settings that need it.
        Await.until("the host's components are there", BUILD,
                () -> towline.site("@host").path("conditions").path("Ready").asBoolean(),
                host::journal);
        LoadResult hand = Load.on(host, "http://127.0.0.1/login/").header("Host", BY_HAND).pause(Duration.ofMillis(20))
                .during(() -> towline.awaitLive("ysc", good, BUILD));
        assertTrue(hand.requests() > 50, hand::toString);
        assertEquals(0, hand.failed("status"), hand::toString);
        assertTrue(towline.get("ysc", "/login/").contains("Sign in"));
        assertTrue(towline.get("ysc", "/ready/").contains("\"release\": \"r1\""));
        assertTrue(byHand.get("/login/").contains("Sign in"));
        assertEquals("ysc", host.execOk("runuser", "-u", "postgres", "--", "psql", "-qtAX", "-d", "ysc", "-c",
                "select distinct tableowner from pg_tables where schemaname = 'public'").line());
        assertEquals("640", host.shell("stat -c %a /opt/ysc/current/env").line());
    }

    @Test
    @Order(2)
    void a_config_push_reloads_only_the_unit_that_it_touches() {
        String nginx = host.execOk("systemctl", "show", "-p", "MainPID,NRestarts", "nginx").stdout();
        String web = host.shell("systemctl show -p MainPID,InvocationID 'ysc-*'").stdout();
        String release = towline.site("ysc").path("release").asText();
        towline.writeSite("ysc", towline.readSite("ysc") + "  body_size: 33m\n");
        String commit = towline.config().push("Larger uploads");
        Await.until("the template's change is live", SOON,
                () -> towline.site("ysc").path("config").asText().equals(commit)
                        && host.shell("grep -rc 'client_max_body_size 33m' /etc/nginx/sites-enabled/zz-ysc.conf").line()
                                .equals("1"),
                host::journal);
        assertEquals(nginx, host.execOk("systemctl", "show", "-p", "MainPID,NRestarts", "nginx").stdout());
        assertEquals(web, host.shell("systemctl show -p MainPID,InvocationID 'ysc-*'").stdout());
        assertEquals(release, towline.site("ysc").path("release").asText());
        List<String> steps = towline.towline("history", "ysc", "--limit", "1").stdout().lines().toList();
        assertTrue(steps.get(1).contains("succeeded"), steps::toString);
    }

    @Test
    @Order(3)
    void an_app_push_with_a_webhook_goes_live_without_a_lost_request() throws Exception {
        try (StaticWatcher statics = StaticWatcher.watch(host, "https://ysc.example.org/", Duration.ofSeconds(8))) {
            LoadResult result = load().during(() -> {
                good = towline.club().push("r2");
                assertEquals("202", towline.hook());
                towline.awaitLive("ysc", good, BUILD);
            });
            lossless(result);
            assertEquals(List.of(), statics.failures());
        }
        assertTrue(towline.get("ysc", "/ready/").contains("\"release\": \"r2\""));
        assertEquals(host.shell("readlink /opt/ysc/current | grep -o 'releases/.*'").line(), workers());
    }

    @Test
    @Order(4)
    void without_webhooks_the_poll_brings_a_release_with_migrations_and_takes_a_restore_point() {
        LoadResult result = load().during(() -> {
            good = towline.club().push("r3");
            towline.awaitLive("ysc", good, BUILD);
        });
        lossless(result);
        assertFalse(host.shell("ls /var/backups/towline/ysc/*.dump").stdout().isBlank());
    }

    private static JsonNode refused(String broken, String outcome) {
        String commit = towline.club().push(broken);
        JsonNode[] ended = new JsonNode[1];
        LoadResult result = load().during(() -> ended[0] = towline.awaitOutcome("ysc", commit, outcome, BUILD));
        if (!outcome.equals("rolled-back")) {
            lossless(result);
        } else {
            assertTrue(result.requests() > 50, result::toString);
        }
        String before = good.substring(0, 7);
        Await.until("the site is back", SOON, () -> towline.site("ysc").path("release").asText().startsWith(before));
        assertEquals(before,
                host.shell("readlink /opt/ysc/current").line().replaceAll(".*/releases/", "").substring(0, 7));
        String id = ended[0].path("id").asText();
        Await.holds("it is not tried again", Duration.ofSeconds(7),
                () -> towline.attempt("ysc", commit).path("id").asText().equals(id));
        assertNotEquals(0, towline.towline("status").exit());
        return towline.attempt("ysc", commit);
    }

    @Test
    @Order(5)
    void a_release_that_does_not_boot_never_serves() {
        JsonNode ended = refused("broken-boot", "failed");
        assertTrue(ended.path("reason").asText().contains("check") || ended.path("reason").asText().contains("start"),
                ended::toPrettyString);
    }

    @Test
    @Order(6)
    void a_release_that_boots_but_is_not_healthy_never_serves() {
        JsonNode ended = refused("broken-health", "failed");
        assertTrue(ended.path("reason").asText().contains("not healthy"), ended::toPrettyString);
    }

    @Test
    @Order(7)
    void a_release_that_fails_only_in_the_soak_is_rolled_back() {
        JsonNode ended = refused("broken-soak", "rolled-back");
        double rollback = 0;
        for (JsonNode phase : ended.path("phases")) {
            rollback = phase.path("phase").asText().equals("rollback") ? phase.path("took").asDouble() : rollback;
        }
        assertTrue(rollback > 0, ended::toPrettyString);
        assertEquals(host.shell("readlink /opt/ysc/current | grep -o 'releases/.*'").line(), workers());
    }

    @Test
    @Order(8)
    void a_release_that_crash_loops_never_serves() {
        refused("broken-loop", "failed");
    }

    @Test
    @Order(9)
    void a_release_that_does_not_build_changes_nothing() {
        JsonNode ended = refused("broken-build", "failed");
        assertTrue(ended.path("reason").asText().startsWith("build"), ended::toPrettyString);
        assertTrue(towline.towline("show", ended.path("id").asText()).stdout().contains("pip"), ended::toPrettyString);
    }

    @Test
    @Order(10)
    void an_index_that_is_sick_or_out_of_reach_is_waited_for_and_nothing_is_quarantined() {
        LAB.index().become(PackageIndex.Health.SICK);
        String commit = towline.club().push("r4");
        Await.until("the build waits", BUILD, () -> towline.site("ysc").path("result").asText().equals("waiting"),
                () -> towline.site("ysc").toPrettyString() + host.journal());
        LAB.index().stop();
        assertEquals(1, towline.towline("retry", "ysc").exit());
        assertEquals("waiting", towline.site("ysc").path("result").asText());
        LAB.index().become(PackageIndex.Health.WELL);
        LAB.index().start();
        towline.awaitLive("ysc", commit, BUILD);
        good = commit;
    }

    @Test
    @Order(11)
    void a_bad_nginx_template_is_refused_and_the_other_site_still_deploys() {
        String ysc = towline.readSite("ysc");
        towline.writeConfig("ysc", "guild");
        towline.writeSite("ysc", ysc + "  nginx_server: \"no_such_directive on;\"\n");
        towline.config().push("A second site, and a mistake in the first");
        towline.awaitLive("guild", good, BUILD);
        Await.until("the mistake is refused", SOON,
                () -> towline.newest("ysc").path("reason").asText().contains("nginx refuses"),
                () -> towline.newest("ysc").toPrettyString());
        assertTrue(towline.get("ysc", "/login/").contains("Sign in"));
        assertTrue(towline.get("guild", "/login/").contains("Sign in"));
        towline.writeSite("ysc", ysc);
        towline.config().push("The mistake is mended");
        towline.awaitLive("ysc", good, SOON);
    }

    @Test
    @Order(12)
    void a_removed_site_is_stopped_and_pruned_its_data_stays_and_it_can_come_back() {
        towline.config().write("hosts/lab.yaml", "components: [base, nginx, postgresql]\nsites: [ysc]\n");
        towline.config().push("The guild leaves");
        Await.until("its removal waits for a person", SOON,
                () -> towline.site("guild").path("result").asText().equals("blocked"),
                () -> towline.site("guild").toPrettyString());
        assertTrue(towline.get("guild", "/login/").contains("Sign in"));
        towline.towline("approve", "guild").orFail();
        Await.until("the guild is gone", SOON, () -> !host.exists("/etc/nginx/sites-enabled/zz-guild.conf")
                && host.shell("systemctl list-units --all --no-legend 'guild-*'").line().isBlank(), host::journal);
        assertTrue(towline.get("ysc", "/login/").contains("Sign in"));
        assertTrue(byHand.get("/login/").contains("Sign in"));
        assertEquals("guild", host
                .shell("runuser -u postgres -- psql -qtAXc \"select datname from pg_database where datname = 'guild'\"")
                .line());
        Await.until("the guild is forgotten", SOON, () -> towline.site("guild").has("error"));
        towline.config().write("hosts/lab.yaml", "components: [base, nginx, postgresql]\nsites: [ysc, guild]\n");
        towline.config().push("The guild is back");
        towline.awaitLive("guild", good, BUILD);
    }

    @Test
    @Order(13)
    void a_rollback_by_a_person_switches_back_under_load_and_holds_until_git_moves() {
        // The pair comes back, its configuration too. That of nginx is the same: at a reload it would drop idle connections.
        String before = towline.site("ysc").path("release").asText();
        LoadResult result = load().during(() -> towline.towline("rollback", "ysc").orFail());
        lossless(result);
        String after = towline.site("ysc").path("release").asText();
        assertNotEquals(before, after);
        assertEquals(host.shell("readlink /opt/ysc/current | grep -o 'releases/.*'").line(), workers());
        Await.holds("it stays", Duration.ofSeconds(7),
                () -> towline.site("ysc").path("release").asText().equals(after));
        towline.towline("retry", "ysc").orFail();
        assertEquals(before, towline.site("ysc").path("release").asText());
    }

    @Test
    @Order(14)
    void an_idle_stretch_changes_nothing() {
        String files = "find /etc /opt /var/lib/towline/sources -newer /tmp/mark -type f ! -name '*.pyc' ! -path '*/log/*'";
        String units = host.shell("systemctl show -p MainPID,InvocationID 'ysc-*' nginx postgresql").stdout();
        host.shell("touch /tmp/mark").orFail();
        Await.holds("nothing happens", Duration.ofSeconds(12), () -> true);
        assertEquals("", host.shell(files).stdout());
        assertEquals(units, host.shell("systemctl show -p MainPID,InvocationID 'ysc-*' nginx postgresql").stdout());
    }

    @Test
    @Order(15)
    void a_reboot_with_the_agent_disabled_brings_every_site_back() {
        host.execOk("systemctl", "disable", "--now", "towline");
        host.reboot();
        Await.until("both sites answer", SOON, () -> towline.get("ysc", "/login/").contains("Sign in")
                && towline.get("guild", "/login/").contains("Sign in"), host::journal);
        assertEquals(host.shell("readlink /opt/ysc/current | grep -o 'releases/.*'").line(), workers());
        assertTrue(byHand.get("/login/").contains("Sign in"));
        towline.towline("history", "ysc").orFail();
    }
}
