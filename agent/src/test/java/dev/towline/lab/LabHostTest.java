package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** That the laboratory itself can be believed: its hosts, networks and indexes. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class LabHostTest {
    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.BARE);

    private final DebianHost host = LAB.host();
    private final PackageIndex index = LAB.index();

    @AfterEach
    void heal() {
        index.start();
        index.become(PackageIndex.Health.WELL);
    }

    @Test
    void systemd_is_pid_1_and_nothing_has_failed() {
        assertEquals("systemd", host.execOk("ps", "-o", "comm=", "-p", "1").line());
        assertEquals("running", host.execOk("systemctl", "is-system-running").line());
        assertTrue(host.read("/etc/os-release").contains("bookworm"));
    }

    @Test
    void a_number_stays_taken_when_the_same_run_takes_another() throws IOException {
        String take = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+'), fcntl.LOCK_EX | fcntl.LOCK_NB)";
        try (Slot one = Slot.take(LabCache.standard()); Slot two = Slot.take(LabCache.standard())) {
            for (Slot slot : List.of(one, two)) {
                ExecResult other = Command.of("python3", "-c", take, "/run/lock/towline-lab/" + slot.number()).run();
                assertTrue(other.stderr().contains("BlockingIOError"), other::toString);
            }
        }
    }

    @Test
    void sandboxed_transient_units_work() {
        ExecResult result = host.execOk("systemd-run", "--quiet", "--wait", "--pipe", "-p", "DynamicUser=yes", "-p",
                "ProtectSystem=strict", "sh", "-c", "id -un; touch /usr/no 2>&1 || echo refused");
        assertTrue(result.stdout().contains("refused"), result.stdout());
    }

    @Test
    void java_25_of_the_tests_runs_inside() {
        ExecResult result = host.execOk("/usr/lib/jvm/java-25/bin/java", "-version");
        assertTrue(result.stderr().contains("\"25"), result.stderr());
    }

    @Test
    void files_go_in_with_their_mode_and_come_back(@TempDir Path folder) throws Exception {
        host.write("/etc/lab/secret", "line\n", "0600");
        assertEquals("line\n", host.read("/etc/lab/secret"));
        assertEquals("600 root", host.execOk("stat", "-c", "%a %U", "/etc/lab/secret").line());
        Path tool = Files.writeString(Files.createDirectories(folder.resolve("bin")).resolve("tool"),
                "#!/bin/sh\necho ok\n");
        assertTrue(tool.toFile().setExecutable(true));
        host.copyIn(folder, "/opt/tool");
        assertEquals("ok", host.execOk("/opt/tool/bin/tool").line());
    }

    @Test
    void exit_code_output_and_input_come_through() {
        ExecResult result = host.run(Command.of("sh", "-c", "cat; echo \"$GREETING\" >&2; exit 3").input("in")
                .with("GREETING", "hello"));
        assertEquals(3, result.exit());
        assertEquals("in", result.stdout());
        assertEquals("hello\n", result.stderr());
        assertEquals(124, host.run(Command.of("sleep", "60").limit(Duration.ofMillis(300))).exit());
    }

    @Test
    void the_guest_reaches_nothing_but_what_the_test_serves() {
        assertNotEquals(0, host.exec("curl", "-s", "--max-time", "2", "http://192.0.2.1/").exit());
        assertEquals(0, host.exec("curl", "-sf", "--max-time", "2", "http://lab.test:8090/simple/django/").exit());
    }

    @Test
    void a_package_is_installed_without_a_network() {
        assertFalse(host.exists("/usr/sbin/logrotate"));
        host.shell("apt-get -q update; DEBIAN_FRONTEND=noninteractive apt-get -q -y install logrotate").orFail();
        assertTrue(host.exists("/usr/sbin/logrotate"));
    }

    @Test
    void a_package_index_that_is_gone_or_sick_fails_the_install_and_comes_back() {
        host.shell("apt-get -q update; DEBIAN_FRONTEND=noninteractive apt-get -q -y install python3-venv").orFail();
        host.shell("python3 -m venv /opt/v").orFail();
        Command pip = Command.of("/opt/v/bin/pip", "install", "--no-input", "--retries", "1", "asgiref");
        index.stop();
        ExecResult gone = host.run(pip);
        assertTrue(gone.stderr().contains("Connection refused"), gone.stderr());
        index.start();
        index.become(PackageIndex.Health.SICK);
        assertFalse(host.run(pip).ok());
        index.become(PackageIndex.Health.WELL);
        host.run(pip).orFail();
        assertTrue(index.requests().contains("/simple/asgiref/"));
    }

    @Test
    void a_reboot_starts_the_enabled_units_on_the_same_disk() {
        host.write("/etc/systemd/system/mark.service",
                "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'echo up >> /var/lib/mark'\n[Install]\nWantedBy=multi-user.target\n",
                "0644");
        host.execOk("systemctl", "enable", "--now", "mark");
        host.reboot();
        assertEquals("up\nup\n", host.read("/var/lib/mark"));
    }

    @Test
    void a_reboot_from_inside_comes_back() {
        int before = host.boots();
        host.exec("systemctl", "reboot");
        Await.until("another boot", Duration.ofSeconds(60), () -> host.boots() == before + 1);
        host.awaitRunning(Duration.ofSeconds(60));
    }

    @Test
    void an_unplugged_host_reaches_nothing_until_it_is_plugged_in() {
        String url = "http://lab.test:8090/simple/django/";
        host.unplug();
        assertNotEquals(0, host.exec("curl", "-sf", "--max-time", "2", url).exit());
        host.plugIn();
        Await.until("the index is back", Duration.ofSeconds(10),
                () -> host.exec("curl", "-sf", "--max-time", "2", url).ok());
    }

    @Test
    void a_repository_in_the_shared_folder_is_there_inside() {
        String commit = ClubRepository.create(host.shared().resolve("club.git")).push("r1");
        assertEquals(commit, host.read("/srv/lab/club.git/refs/heads/main").strip());
    }

    @Test
    void what_a_command_leaves_in_the_background_does_not_hold_the_test() {
        assertEquals("started", host.shell("sleep 30 & echo started").line());
    }

    @Test
    void a_power_cut_kills_at_once_and_the_disk_stays() {
        host.write("/etc/systemd/system/stubborn.service",
                "[Service]\nExecStart=/bin/sh -c 'trap \"echo asked >> /var/lib/asked\" TERM; while :; do sleep 1; done'\n",
                "0644");
        host.execOk("systemctl", "start", "stubborn");
        host.write("/var/lib/kept", "yes", "0644");
        host.powerCut();
        host.powerOn();
        assertEquals("yes", host.read("/var/lib/kept"));
        assertFalse(host.exists("/var/lib/asked"));
    }

    @Test
    void a_service_that_is_killed_is_restarted_by_systemd() {
        host.write("/etc/systemd/system/again.service",
                "[Service]\nExecStart=/bin/sleep 1d\nRestart=always\nRestartSec=0\n", "0644");
        host.execOk("systemctl", "start", "again");
        host.kill9("again");
        Await.until("again is restarted", Duration.ofSeconds(10),
                () -> host.exec("systemctl", "show", "-P", "NRestarts", "again").line().equals("1"));
    }

    @Test
    void two_hosts_live_side_by_side_and_leave_nothing() {
        String name;
        try (DebianHost other = DebianHost.boot(HostImage.READY)) {
            name = other.name();
            assertEquals("active", other.execOk("systemctl", "is-active", "nginx").line());
            assertNotEquals(host.address(), other.address());
            assertTrue(Command.of("curl", "-sf", "http://" + other.address() + "/").run().ok());
            assertFalse(Command.of("curl", "-sf", "http://" + host.address() + "/").run().ok());
        }
        assertEquals("running", host.execOk("systemctl", "is-system-running").line());
        assertFalse(Command.of("ip", "netns").runOk().stdout().contains(name + " "));
        assertFalse(Command.of("mount").runOk().stdout().contains("/hosts/" + name.replace("towline-lab-", "") + "/"));
    }
}
