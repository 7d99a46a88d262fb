package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Debian as a provider hands it over: the agent brings in nginx, PostgreSQL and Python itself. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BareHostTest {
    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.BARE);

    private static final Duration ALL_OF_IT = Duration.ofMinutes(6);
    static TowlineOnHost towline;
    static String release;

    @BeforeAll
    static void aSiteFromNothing() {
        DebianHost host = LAB.host();
        assertEquals("", host.shell("command -v nginx psql python3").stdout(), "the host is empty");
        towline = TowlineOnHost.install(host, Duration.ofSeconds(3));
        String commit = towline.club().push("r1");
        towline.writeConfig("ysc");
        towline.config().push("The first site");
        Instant began = Instant.now();
        towline.start();
        towline.awaitLive("ysc", commit, ALL_OF_IT);
        System.getLogger(BareHostTest.class.getName()).log(System.Logger.Level.INFO,
                "from an empty host to a healthy site: " + Duration.between(began, Instant.now()).toSeconds() + " s");
        release = towline.site("ysc").path("release").asText();
    }

    @Test
    @Order(1)
    void a_site_goes_live_on_an_empty_host() {
        DebianHost host = LAB.host();
        assertTrue(towline.get("ysc", "/login/").contains("Sign in"));
        assertEquals("ysc", host.execOk("runuser", "-u", "postgres", "--", "psql", "-qtAX", "-d", "ysc", "-c",
                "select distinct tableowner from pg_tables where schemaname = 'public'").line());
        assertEquals("running", host.execOk("systemctl", "is-system-running").line());
        assertEquals("1", host.shell("ls /opt/ysc/venvs | grep -vc inputs").line(), "one environment, named once");
    }

    @Test
    @Order(2)
    void what_was_not_there_to_be_asked_at_first_makes_no_second_release() {
        LAB.host().execOk("systemctl", "restart", "towline");
        towline.start();
        Await.holds("the release stays", Duration.ofSeconds(8), () -> towline.site("ysc").isMissingNode()
                || towline.site("ysc").path("release").asText(release).equals(release));
        assertTrue(towline.towline("plan", "ysc").stdout().contains("up-to-date"),
                towline.towline("plan", "ysc")::stdout);
    }
}
