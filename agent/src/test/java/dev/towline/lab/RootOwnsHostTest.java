package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What root reads, root owns: a site's user tries to lead systemd, the agent and nginx to what is not the site's, in a build of its own
 * and with a shell while the site serves. One boot, one deploy.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RootOwnsHostTest {
    private static final Duration BUILD = Duration.ofMinutes(8);
    /** Each line is one attempt; none may end the build. */
    private static final String HOSTILE = """
            cd "$1" || exit 0
            rm -f ../env; ln -s /opt/two/current/env ../env
            rm -f ../.complete; touch ../.complete
            rm -f ../gunicorn.conf.py; echo 'workers = 99' >../gunicorn.conf.py
            mv ../public ../public.away; ln -s /opt/two ../public
            mv ../app ../app.away; ln -s /opt/two ../app
            ln -sfn /opt/two ../.environment
            ln -sfn /opt/two ../../../current
            ln -sfn /opt/two ../../../releases
            ln -sfn /opt/two ../../../env
            echo poison >"$(readlink ../.environment)/.complete"
            mv "$(readlink ../.environment)/bin" "$(readlink ../.environment)/bin.away"
            ln -s /run/sites/two/blue/web.sock /run/sites/ysc/current.sock
            mkdir -p ../public/static
            ln -s /opt/two/secret.txt ../public/static/stolen.txt
            ln -s /opt/two ../public/static/two
            ln -s /opt/two/secret.txt /opt/ysc/shared/media/stolen.txt
            exit 0
            """;

    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    static DebianHost host;
    static TowlineOnHost towline;

    @BeforeAll
    static void a_hostile_build_goes_live() throws Exception {
        host = LAB.host();
        // What another site has: its secrets are root's and its own, its media nginx's as well.
        host.write("/opt/two/current/env", "STOLEN=\"yes\"\n", "0640");
        host.write("/opt/two/secret.txt", "two's own media\n", "0640");
        host.shell("chmod 755 /opt/two /opt/two/current; chgrp www-data /opt/two/secret.txt").orFail();
        towline = TowlineOnHost.install(host, Duration.ofSeconds(3));
        GitRepository app = towline.club().git();
        towline.club().stage("r1");
        app.write("hostile.sh", HOSTILE);
        app.write("manage.py", """
                import subprocess, sys
                if "collectstatic" in sys.argv:
                    subprocess.run(["sh", "hostile.sh", "."], stderr=subprocess.DEVNULL)
                """ + app.read("manage.py").replaceFirst("^#!.*\n", ""));
        String commit = app.push("A build that reaches for more");
        towline.writeConfig("ysc");
        towline.config().push("One site");
        towline.start();
        towline.awaitLive("ysc", commit, BUILD);
    }

    private static String stat(String path) {
        return host.shell("stat -c '%F %U:%G %a' " + path).line();
    }

    /** What the web process got from systemd. */
    private static boolean stolen() {
        return host.shell("grep -lz '^STOLEN=' $(pgrep -u ysc | sed 's|.*|/proc/&/environ|') 2>/dev/null").ok();
    }

    private static void all_is_roots_still() {
        assertEquals("regular file root:ysc 640", stat("/opt/ysc/current/env"));
        assertEquals("regular file root:ysc 640", stat("/opt/ysc/current/gunicorn.conf.py"));
        assertTrue(stat("/opt/ysc/current/.complete").endsWith("root:root 644"), stat("/opt/ysc/current/.complete"));
        assertTrue(stat("/opt/ysc/current/.environment/.complete").endsWith("root:root 644"));
        assertEquals("directory root:ysc 751", stat("/opt/ysc/current/"));
        assertEquals("directory root:ysc 751", stat("/opt/ysc/current/.environment/"));
        assertEquals("directory ysc:www-data 750", stat("/opt/ysc/current/public"));
        assertEquals("directory root:root 755", stat("/opt/ysc/releases"));
        assertTrue(stat("/opt/ysc/current").startsWith("symbolic link root:root"), stat("/opt/ysc/current"));
        assertTrue(host.shell("readlink /opt/ysc/current").line().startsWith("/opt/ysc/releases/"));
        assertTrue(host.shell("readlink /run/sites/ysc/current.sock").line().startsWith("/run/sites/ysc/"));
        assertFalse(host.shell("grep -q 99 /opt/ysc/current/gunicorn.conf.py").ok());
        assertFalse(stolen());
    }

    @Test
    @Order(1)
    void nothing_that_root_reads_was_exchanged_by_the_build() {
        assertTrue(host.exec("test", "-L", "/opt/ysc/current/public/static/stolen.txt").ok(), "the build has tried");
        all_is_roots_still();
    }

    @Test
    @Order(2)
    void nginx_serves_no_link_that_leads_to_another_sites_files() {
        assertTrue(host.shell("runuser -u www-data -- cat /opt/two/secret.txt").ok(), "nginx itself may read it");
        assertFalse(towline.get("ysc", "/static/stolen.txt").contains("two's own media"));
        assertFalse(towline.get("ysc", "/static/two/secret.txt").contains("two's own media"));
        assertFalse(towline.get("ysc", "/media/stolen.txt").contains("two's own media"));
        host.shell("echo mine >/opt/ysc/shared/media/own.txt; chown ysc:www-data /opt/ysc/shared/media/own.txt")
                .orFail();
        assertTrue(towline.get("ysc", "/media/own.txt").contains("mine"));
    }

    @Test
    @Order(3)
    void the_folder_of_media_itself_may_be_exchanged_and_leads_nowhere() {
        host.shell("runuser -u ysc -- sh -c 'cd /opt/ysc/shared && mv media kept && ln -s /opt/two media'").orFail();
        assertFalse(towline.get("ysc", "/media/secret.txt").contains("two's own media"));
        host.shell("cd /opt/ysc/shared && rm -f media && mv kept media").orFail();
        assertEquals("root:www-data 640", host.shell("stat -c '%U:%G %a' /opt/two/secret.txt").line());
    }

    @Test
    @Order(4)
    void with_a_shell_of_the_sites_user_it_is_no_different_and_a_restart_reads_what_root_wrote() {
        host.write("/tmp/hostile.sh", HOSTILE, "0644");
        host.shell("runuser -u ysc -- sh /tmp/hostile.sh $(readlink -f /opt/ysc/current)/app 2>/dev/null").orFail();
        all_is_roots_still();
        host.shell("systemctl restart $(systemctl list-units --plain --no-legend 'ysc-web*' | cut -d' ' -f1)").orFail();
        Await.until("it serves again", Duration.ofSeconds(60),
                () -> towline.get("ysc", "/login/").contains("Sign in"), host::journal);
        all_is_roots_still();
    }
}
