package dev.towline.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Eventually;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as real processes. */
final class ProcessCommandsTest {
    @TempDir
    Path temp;
    private final boolean root = isRoot();
    private final ProcessCommands commands = root
            ? ProcessCommands.asRoot(new NameTable())
            : ProcessCommands.asUser(new NameTable(), false);

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void the_wrapped_command_line_is_arguments_all_the_way() {
        Command command = Command.of("nginx", "-t", "; rm -rf $HOME").as("www-data")
                .over(new Command.Overlay("/staged/a b", "/etc/nginx"));
        assertEquals(List.of("setsid", "unshare", "--mount", "--propagation", "private", "--", "sh", "-c",
                "mount --bind \"$1\" \"$2\" && shift 2 && exec \"$@\"", "towline", "/staged/a b", "/etc/nginx",
                "setpriv",
                "--reuid", "33", "--regid", "34", "--init-groups", "--", "nginx", "-t", "; rm -rf $HOME"),
                CommandLine.of(command, Map.of(), new CommandLine.RunAs("www-data", 33, 34, "/var/www"), true).argv());
        assertEquals(List.of("setsid", "true"), CommandLine.of(Command.of("true"), Map.of(), null, true).argv());
    }

    @Test
    void input_output_environment_folder_and_exit_code_pass() {
        CommandResult result = commands.run(Command.of("sh", "-c", "cat; pwd; echo \"$A|$LANG\"; echo err >&2; exit 3")
                .input("in\n".getBytes(StandardCharsets.UTF_8)).in(temp.toString()).with(Map.of("A", "b c")));
        assertEquals(new CommandResult(3, "in\n" + temp + "\nb c|C.UTF-8\n", "err\n"), result);
    }

    @Test
    void nothing_of_the_agents_environment_is_inherited() {
        String environment = commands.run(Command.of("env")).stdout();
        assertEquals(List.of("HOME", "LANG", "PATH"), environment.lines().map(l -> l.substring(0, l.indexOf('=')))
                .filter(n -> !n.equals("_") && !n.equals("PWD") && !n.equals("SHLVL")).sorted().toList());
    }

    @Test
    void long_outputs_keep_their_end_and_block_nothing() {
        CommandResult result = commands.run(Command.of("sh", "-c",
                "head -c 3000000 /dev/zero | tr '\\0' x; echo END; head -c 3000000 /dev/zero | tr '\\0' y >&2"));
        assertEquals(OutputTail.KEPT, result.stdout().length());
        assertTrue(result.stdout().endsWith("xEND\n"));
        assertEquals(OutputTail.KEPT, result.stderr().length());
    }

    @Test
    void input_that_nobody_reads_is_no_error() {
        assertTrue(commands.run(Command.of("true").input(new byte[1 << 20])).ok());
    }

    @Test
    void a_timeout_kills_everything_that_was_started() throws IOException {
        Path pids = temp.resolve("pids");
        Command slow = Command.of("sh", "-c", "sleep 1000 & echo $! >\"$0\"; (sleep 1000 & echo $! >>\"$0\"); wait",
                pids.toString()).within(Duration.ofMillis(500));
        assertEquals(Kind.TIMEOUT, assertThrows(HostException.class, () -> commands.run(slow)).kind());
        for (String pid : Files.readAllLines(pids)) {
            Eventually.until("gone", () -> ProcessHandle.of(Long.parseLong(pid)).map(p -> !p.isAlive()).orElse(true));
        }
    }

    @Test
    void what_stays_in_the_background_does_not_hold_the_caller() {
        CommandResult result = commands.run(Command.of("sh", "-c", "echo now; sleep 6 & exit 0"));
        assertEquals("now\n", result.stdout());
    }

    @Test
    void a_program_folder_or_user_that_is_not_there_is_a_conflict() {
        assertEquals(Kind.CONFLICT, assertThrows(HostException.class,
                () -> commands.run(Command.of("no-such-program"))).kind());
        assertEquals(Kind.CONFLICT, assertThrows(HostException.class,
                () -> commands.run(Command.of("true").in("/no/such/folder"))).kind());
        assumeTrue(root);
        assertEquals(Kind.CONFLICT, assertThrows(HostException.class,
                () -> commands.run(Command.of("true").as("no-such-user"))).kind());
    }

    @Test
    void another_user_has_its_own_groups_and_home() {
        assumeTrue(root, "needs root");
        assertEquals("www-data www-data /var/www\n",
                commands.run(Command.of("sh", "-c", "echo $(id -un) $(id -Gn) $HOME").as("www-data")).stdout());
    }

    @Test
    void a_staged_tree_is_seen_in_the_place_of_the_real_one_and_by_this_command_alone() throws IOException {
        Path real = Files.createDirectory(temp.resolve("real"));
        Path staged = Files.createDirectory(temp.resolve("staged tree"));
        Files.writeString(real.resolve("f"), "real");
        Files.writeString(staged.resolve("f"), "staged");
        Command cat = Command.of("cat", real.resolve("f").toString());
        CommandResult result;
        try {
            result = commands.run(cat.over(new Command.Overlay(staged.toString(), real.toString())));
        } catch (HostException e) {
            assumeTrue(false, "no mount namespaces here: " + e.getMessage());
            return;
        }
        assertEquals("staged", result.stdout());
        assertEquals("real", commands.run(cat).stdout());
        assertFalse(result.stderr().contains("mount"));
    }
}
