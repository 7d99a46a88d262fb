package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Debian as a provider hands it over, without Java: the agent comes as a package with a runtime of its own, and brings in nginx,
 * PostgreSQL and Python itself. An upgrade does not cost a release, and whatever takes the package away leaves the site alone.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BareHostTest {
    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.BARE);

    private static final Duration ALL_OF_IT = Duration.ofMinutes(6);
    @TempDir
    static Path temp;
    static PackageRepository packages;
    static TowlineOnHost towline;
    static String release;

    @BeforeAll
    static void aSiteFromNothing() {
        DebianHost host = LAB.host();
        assertEquals("", host.shell("command -v nginx psql python3").stdout(), "the host is empty");
        packages = PackageRepository.serve(host, temp);
        towline = TowlineOnHost.installPackage(host, packages, Duration.ofSeconds(3));
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

    @AfterAll
    static void stop() {
        packages.close();
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

    @Test
    @Order(3)
    void settings_and_keys_are_nobody_elses_and_the_program_is_roots() {
        DebianHost host = LAB.host();
        assertEquals("700 root", host.execOk("stat", "-c", "%a %U", "/etc/towline/secrets").line());
        assertEquals("", host
                .shell("find /usr/lib/towline ! -type l \\( ! -user root -o -perm /022 \\) -print -quit").stdout());
        assertTrue(host.execOk("towline", "--version").stdout().contains("towline "));
        host.execOk("test", "-s", "/usr/share/man/man1/towline-plan.1.gz");
        host.execOk("bash", "-c", ". /usr/share/bash-completion/completions/towline && complete -p towline");
    }

    @Test
    @Order(4)
    void an_upgrade_in_the_middle_of_a_release_does_not_lose_it() {
        DebianHost host = LAB.host();
        String commit = towline.club().push("r2");
        Await.until("the release is at work", Duration.ofMinutes(2),
                () -> towline.attempt("ysc", commit).path("app").asText().equals(commit), host::journal);
        host.shell("apt-get install -y -q --reinstall towline").orFail();
        towline.awaitLive("ysc", commit, ALL_OF_IT);
        assertTrue(towline.get("ysc", "/login/").contains("Sign in"));
    }

    @Test
    @Order(5)
    void without_the_package_the_site_serves_on_and_keeps_what_is_its_own() {
        DebianHost host = LAB.host();
        host.shell("apt-get remove -y -q towline").orFail();
        assertEquals("", host.shell("command -v towline; pgrep -f dev.towline.Main").stdout());
        assertTrue(towline.get("ysc", "/login/").contains("Sign in"));
        String secrets = host.shell("ls -A /var/lib/towline/secrets/* && ls -A /var/backups/towline").orFail().stdout();
        host.shell("apt-get purge -y -q towline").orFail();
        assertEquals("", host.shell("ls -A /etc/towline /var/cache/towline 2>/dev/null | grep -v secrets").stdout());
        assertEquals(secrets,
                host.shell("ls -A /var/lib/towline/secrets/* && ls -A /var/backups/towline").orFail().stdout());
        assertTrue(towline.get("ysc", "/login/").contains("Sign in"));
    }
}
