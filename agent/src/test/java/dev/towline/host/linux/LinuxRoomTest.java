package dev.towline.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.JobResult;
import dev.towline.host.JobResult.Limit;
import dev.towline.host.Account;
import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Eventually;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.HostLocks;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, packages, databases, locks, sockets: what they ask, and what answers mean. */
final class LinuxRoomTest {
    @TempDir
    Path temp;

    @Test
    void a_user_is_made_with_a_group_of_its_name_and_no_skeleton() {
        Account account = new Account("ysc", "/opt/ysc", "/usr/sbin/nologin", new TreeSet<>(List.of("b", "a")));
        assertEquals("useradd --system --create-home --skel /nonexistent -K HOME_MODE=0755 --home-dir /opt/ysc --shell"
                + " /usr/sbin/nologin --user-group --groups a,b -- ysc",
                String.join(" ", SystemAccounts.creation(account, false)));
        assertTrue(String.join(" ", SystemAccounts.creation(account, true)).contains(" --gid ysc "));
        assertEquals("usermod --append --groups a,b -- ysc",
                String.join(" ", SystemAccounts.joining("ysc", List.of("b", "a"))));
    }

    @Test
    void the_tables_of_users_are_read_again_when_a_name_is_missing() throws IOException {
        Path passwd = Files.writeString(temp.resolve("passwd"), "root:x:0:0::/root:/bin/sh\n+nis\nbad\n");
        Path group = Files.writeString(temp.resolve("group"), "root:x:0:\nweb:x:7:a,b\n");
        NameTable names = new NameTable(passwd, group);
        assertEquals("root", names.userName(0));
        assertEquals("5", names.userName(5));
        assertTrue(names.user("late").isEmpty());
        Files.writeString(passwd, "root:x:0:0::/root:/bin/sh\nlate:x:5:7::/late:/bin/sh\n");
        assertEquals("/late", names.user("late").orElseThrow().home());
        assertEquals(List.of("web"), names.groupsOf("b"));
    }

    @Test
    void installed_packages_come_from_dpkgs_own_table() throws IOException {
        Path status = Files.writeString(temp.resolve("status"), """
                Package: nginx
                Status: install ok installed
                Architecture: amd64

                Package: gone
                Status: deinstall ok config-files
                Architecture: amd64

                Package: half
                Status: install ok half-installed
                Architecture: all
                """);
        AptPackages apt = new AptPackages(command -> new CommandResult(0, "", ""), Clock.systemUTC(), status, temp);
        assertEquals(Set.of("nginx", "nginx:amd64"),
                apt.installed(List.of("nginx", "nginx:amd64", "gone", "half", "other")));
    }

    @Test
    void an_installation_asks_nothing_and_old_lists_are_fetched_first() throws IOException {
        List<Command> run = new ArrayList<>();
        new AptPackages(command -> {
            run.add(command);
            return new CommandResult(0, "", "");
        }, Clock.systemUTC(), temp.resolve("none"), temp.resolve("lists")).install(List.of("nginx", "g++"));
        assertEquals("apt-get update -q -o DPkg::Lock::Timeout=300", run.get(0).toString());
        assertEquals("apt-get install -y -q --no-install-recommends --no-remove -o DPkg::Lock::Timeout=300"
                + " -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 -- g++ nginx",
                run.get(1).toString());
        assertEquals("noninteractive", run.get(1).environment().get("DEBIAN_FRONTEND"));
    }

    @Test
    void what_apt_says_has_a_kind() {
        assertEquals(Kind.LOCKED, AptErrors.kind("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held"));
        assertEquals(Kind.NETWORK, AptErrors.kind("E: Failed to fetch http://x  Temporary failure resolving 'x'"));
        assertEquals(Kind.REJECTED, AptErrors.kind("E: Unable to locate package nosuch"));
        assertEquals(Kind.DISK, AptErrors.kind("E: You don't have enough free space in /var/cache/apt/archives/."));
        assertThrows(HostException.class, () -> new AptPackages(command -> new CommandResult(0, "", ""),
                Clock.systemUTC(), temp.resolve("none"), temp).install(List.of("nginx-")));
    }

    @Test
    void a_password_reaches_psql_only_as_a_verifier_on_standard_input() {
        List<Command> run = new ArrayList<>();
        PostgresDatabases.asPostgres(command -> {
            run.add(command);
            return new CommandResult(0, "", "");
        }).putRole("ysc'; drop", "geheim'");
        Command command = run.getFirst();
        String input = new String(command.input(), java.nio.charset.StandardCharsets.UTF_8);
        assertFalse(command.toString().contains("geheim") || input.contains("geheim"));
        assertTrue(input.startsWith("\\set verifier 'SCRAM-SHA-256$4096:"));
        assertTrue(command.argv().contains("role=ysc'; drop"));
        assertEquals("postgres", command.user());
    }

    @Test
    void the_verifier_is_the_one_of_rfc_7677() {
        assertEquals("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
                + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                ScramVerifier.of("pencil", java.util.Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==")));
    }

    @Test
    void what_psql_says_has_a_kind() {
        assertEquals(Kind.UNAVAILABLE, kind(2, "psql: error: connection to server on socket failed: No such file"));
        assertEquals(Kind.REJECTED, kind(3, "ERROR:  permission denied"));
        assertEquals(Kind.LOCKED, kind(3, "ERROR:  source database \"template0\" is being accessed by other users"));
    }

    private static Kind kind(int exit, String said) {
        return assertThrows(HostException.class,
                () -> PostgresDatabases.asPostgres(c -> new CommandResult(exit, "", said)).create("a", "b")).kind();
    }

    @Test
    void a_host_without_postgresql_has_no_roles_and_no_databases() {
        PostgresDatabases none = PostgresDatabases.asPostgres(command -> {
            throw new HostException(Kind.CONFLICT, "there is no program 'psql' on this host");
        });
        assertFalse(none.roleExists("a"));
        assertTrue(none.owner("a").isEmpty());
        assertEquals(Kind.UNAVAILABLE, assertThrows(HostException.class, () -> none.putRole("a", "b")).kind());
    }

    @Test
    void a_lock_keeps_other_threads_and_other_owners_of_the_folder_out() {
        FileLocks locks = new FileLocks(temp, Waits.REAL);
        FileLocks otherProcess = new FileLocks(temp, Waits.REAL);
        AtomicBoolean one = new AtomicBoolean();
        AtomicBoolean two = new AtomicBoolean();
        try (HostLocks.Held held = locks.acquire(List.of("nginx", "@host"))) {
            assertTrue(held != null);
            Thread.startVirtualThread(() -> take(locks, one));
            Thread.startVirtualThread(() -> take(otherProcess, two));
            Eventually.until("the file is locked", () -> Files.exists(temp.resolve("nginx.lock")));
            assertFalse(one.get() || two.get());
        }
        Eventually.until("both got it", () -> one.get() && two.get());
    }

    private static void take(FileLocks locks, AtomicBoolean got) {
        try (HostLocks.Held held = locks.acquire(List.of("nginx"))) {
            got.set(held != null);
        }
    }

    @Test
    void connections_of_a_socket_are_counted_waiting_or_accepted_also_through_a_link() throws IOException {
        Path real = Files.createDirectory(temp.resolve("run")).resolve("a.sock");
        Path link = Files.createSymbolicLink(temp.resolve("current.sock"), Path.of("run/a.sock"));
        UnixSocketTable table = new UnixSocketTable();
        assertEquals(0, table.connections(real.toString()));
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(real);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
            assertEquals(0, table.connections(real.toString()));
            assertTrue(table.listens(real.toString()) && table.listens(link.toString()));
            try (SocketChannel one = SocketChannel.open(address); SocketChannel two = SocketChannel.open(address)) {
                assertEquals(2, table.connections(real.toString()));
                try (SocketChannel accepted = server.accept()) {
                    assertTrue(accepted.isConnected() && one.isConnected() && two.isConnected());
                    assertEquals(2, table.connections(link.toString()));
                }
            }
        }
        assertEquals(0, table.connections(real.toString()));
        assertFalse(table.listens(real.toString()), "what is left of a socket listens to nobody");
    }

    @Test
    void the_machine_has_facts() {
        var facts = MachineFacts.read("here");
        assertEquals("here", facts.name());
        assertTrue(facts.cores() > 0 && facts.memoryMegabytes() > 0 && !facts.architecture().isEmpty());
        assertEquals(Map.of("A", "b c"), MachineFacts.pairs(List.of("A=\"b c\"", "x"), "="));
    }

    @Test
    void the_end_of_a_job_says_exit_and_who_ended_it() {
        assertEquals(new JobResult(0, false, ""), JobEnding.parse("success exited 0\n").with(""));
        assertEquals(new JobResult(3, false, ""), JobEnding.parse("exit-code exited 3\n").with(""));
        assertEquals(new JobResult(137, true, ""), JobEnding.parse("signal killed KILL\n").with(""));
        assertEquals(new JobResult(139, false, ""), JobEnding.parse("core-dump dumped SEGV").with(""));
        assertEquals(new JobResult(137, true, "", Optional.of(Limit.MEMORY)),
                JobEnding.parse("oom-kill killed KILL\n").with(""));
        assertEquals(new JobResult(1, true, "", Optional.of(Limit.MEMORY)),
                JobEnding.parse("oom-kill exited 0\n").with(""));
        assertEquals(new JobResult(1, false, ""), JobEnding.parse("resources  \n").with(""));
        assertEquals(new JobResult(137, false, "", Optional.of(Limit.OUTPUT)), JobEnding.SAID_TOO_MUCH.with(""));
        assertTrue(JobEnding.parse("timeout killed TERM").timedOut());
    }
}
