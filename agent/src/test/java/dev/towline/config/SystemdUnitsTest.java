package dev.towline.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's own units in {@code systemd/} at the top of the project. */
class SystemdUnitsTest {
    @TempDir
    Path folder;

    private static Path units() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("systemd/towline.service"))) {
                return at.resolve("systemd");
            }
        }
        throw new AssertionError("systemd/towline.service is not above " + Path.of("").toAbsolutePath());
    }

    private static List<String> service() throws IOException {
        return Files.readAllLines(units().resolve("towline.service"));
    }

    private static String run(String... argv) throws Exception {
        boolean there = Files.isExecutable(Path.of(argv[0]));
        assumeTrue(there || "true".equals(System.getenv("CI")), argv[0] + " is not installed (package systemd)");
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }

    @Test
    void systemd_has_nothing_to_say_about_the_service() throws Exception {
        // verify exits 0 for unknown keys, so any word is a failure; the program is not installed where this runs.
        String there = String.join("\n", service()).replaceAll("(?m)^ExecStart=\\S+", "ExecStart=/bin/true");
        Path copy = Files.writeString(folder.resolve("towline.service"), there + "\n");
        assertEquals("0 ", run("/usr/bin/systemd-analyze", "verify", "--man=no", copy.toString()));
    }

    @Test
    void tmpfiles_makes_the_folder_of_the_socket() throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\n");
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may make a folder of root's");
        assertEquals("0 ", run("/usr/bin/systemd-tmpfiles", "--create", "--root=" + root,
                units().resolve("towline.tmpfiles.conf").toString()));
        assertTrue(Files.isDirectory(root.resolve("run/towline")));
    }

    @Test
    void stopping_the_agent_deletes_no_sockets_and_cuts_no_package_in_half() throws Exception {
        assertTrue(service().stream().noneMatch(line -> line.startsWith("RuntimeDirectory=")));
        assertTrue(service().contains("KillMode=process"));
        assertTrue(service().contains("Restart=always"));
        assertTrue(service().contains("StateDirectoryMode=0700"));
    }

    @Test
    void the_default_state_and_socket_lie_where_the_units_make_them() throws Exception {
        assertTrue(service().contains("StateDirectory=towline"), "/var/lib/towline");
        assertTrue(
                Files.readString(units().resolve("towline.tmpfiles.conf")).contains("d /run/towline 0755 root root"));
        assertFalse(service().contains("PrivateTmp=yes"));
    }
}
