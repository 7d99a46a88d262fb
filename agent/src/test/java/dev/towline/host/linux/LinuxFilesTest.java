package dev.towline.host.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.budget.Budget;
import dev.towline.host.HostException;
import dev.towline.host.HostFiles;
import dev.towline.host.HostFilesContract;
import dev.towline.host.Ownership;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files as root keep the contract, and are not led astray. */
final class LinuxFilesTest extends HostFilesContract {
    @TempDir
    Path temp;

    private HostFiles files = LinuxFiles.asRoot(new NameTable(), Clock.systemUTC());

    @BeforeEach
    void onlyRoot() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        Files.createDirectory(temp.resolve("work"));
    }

    @Override
    protected HostFiles files() {
        return files;
    }

    @Override
    protected String folder() {
        return temp.resolve("work").toString();
    }

    @Override
    protected Ownership owned(int mode) {
        return new Ownership("www-data", "nogroup", mode);
    }

    private Path theirs() {
        Path site = temp.resolve("site");
        files.makeDirectory(site.toString(), new Ownership("www-data", "www-data", 0755));
        return site;
    }

    private static void isConflict(org.junit.jupiter.api.function.Executable doing) {
        assertEquals(HostException.Kind.CONFLICT, assertThrows(HostException.class, doing).kind());
    }

    @Test
    void a_link_that_a_user_planted_on_the_way_is_refused_for_every_change_and_for_reading() throws Exception {
        Path victim = Files.createDirectory(temp.resolve("victim"));
        Files.writeString(victim.resolve("shadow"), "secret");
        Path link = theirs().resolve("conf");
        Files.createSymbolicLink(link, victim);
        String through = link.resolve("shadow").toString();
        isConflict(() -> files.write(through, new byte[0], owned(0644)));
        isConflict(() -> files.read(through));
        isConflict(() -> files.digest(through));
        isConflict(() -> files.setOwnership(through, owned(0666)));
        isConflict(() -> files.delete(through));
        isConflict(() -> files.deleteTree(through));
        isConflict(() -> files.link(through, "/x"));
        isConflict(() -> files.makeDirectory(link.resolve("d").toString(), owned(0755)));
        isConflict(() -> files.rename(through, temp.resolve("work/out").toString()));
        assertEquals("secret", Files.readString(victim.resolve("shadow")));
        assertEquals(List.of("shadow"), files.list(victim.toString()));
    }

    @Test
    void a_link_that_only_root_can_make_is_followed_on_the_way() throws Exception {
        assumeTrue(Files.getAttribute(temp, "unix:mode", java.nio.file.LinkOption.NOFOLLOW_LINKS) instanceof Integer);
        Path base = Files.createTempDirectory(Path.of("/var"), "towline-test");
        try {
            Files.createDirectory(base.resolve("real"));
            Files.createSymbolicLink(base.resolve("alias"), Path.of("real"));
            files.write(base.resolve("alias/f").toString(), "x".getBytes(StandardCharsets.UTF_8), owned(0644));
            assertArrayEquals("x".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(base.resolve("real/f")));
        } finally {
            files.deleteTree(base.toString());
        }
    }

    @Test
    void a_site_users_own_folders_are_written_as_any() {
        Path folder = theirs().resolve("shared");
        files.makeDirectory(folder.toString(), new Ownership("www-data", "www-data", 02750));
        files.write(folder.resolve("env").toString(), "A=b".getBytes(StandardCharsets.UTF_8), owned(0600));
        files.link(folder.resolve("current").toString(), "env");
        assertEquals(owned(0600), files.stat(folder.resolve("env").toString()).orElseThrow().ownership());
        files.deleteTree(folder.toString());
        assertEquals(List.of(), files.list(theirs().toString()));
    }

    @Test
    void a_pipe_is_not_read() throws Exception {
        Path pipe = temp.resolve("work/pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        isConflict(() -> files.read(pipe.toString()));
        isConflict(() -> files.digest(pipe.toString()));
    }

    @Test
    void what_a_crash_left_is_hidden_removed_at_the_next_write_and_no_hindrance() throws Exception {
        Path old = Files.writeString(temp.resolve("work/.towline-abc~"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3600)));
        Path young = Files.writeString(temp.resolve("work/.towline-def~"), "another process's");
        assertEquals(List.of(), files.list(folder()));
        files.write(folder() + "/f", new byte[0], owned(0644));
        assertEquals(false, Files.exists(old));
        assertEquals(true, Files.exists(young));
        files.delete(folder() + "/f");
        files.delete(folder());
        assertEquals(false, Files.exists(temp.resolve("work")));
    }

    @Test
    void a_write_that_fails_leaves_nothing_beside() {
        var broken = new java.io.InputStream() {
            @Override
            public int read() throws java.io.IOException {
                throw new java.io.IOException("the source broke");
            }
        };
        assertThrows(HostException.class, () -> files.place(folder() + "/f", broken, owned(0644)));
        assertEquals(0, temp.resolve("work").toFile().list().length);
    }

    @Test
    void an_edit_that_keeps_size_and_time_is_still_seen() throws Exception {
        Path file = temp.resolve("work/f");
        Files.writeString(file, "one");
        FileTime before = FileTime.from(Instant.now().minusSeconds(3600));
        Files.setLastModifiedTime(file, before);
        var first = files.digest(file.toString());
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, before);
        assertEquals(false, first.equals(files.digest(file.toString())));
    }

    @Test
    void a_tree_that_is_deeper_than_any_path_is_removed_in_seconds() throws Exception {
        Path tree = Files.createDirectory(temp.resolve("work/deep"));
        // Each step is a chdir of its own: no path of that length can be named.
        Process deep = new ProcessBuilder("perl", "-e",
                "for (1..20000) { mkdir q(d) or die $!; chdir q(d) or die $! }")
                .directory(tree.toFile()).inheritIO().start();
        assertEquals(0, deep.waitFor());
        HostFiles.Usage usage = files.usage(tree.toString());
        assertTrue(usage.tooDeep());
        assertEquals(Budget.BUILD_DEPTH.count() + 1, usage.inodes());
        files.deleteTree(tree.toString());
        assertEquals(List.of(), files.list(temp.resolve("work").toString()));
    }

    @Test
    void a_wide_tree_is_removed_and_what_its_links_lead_to_stays() throws Exception {
        Path victim = Files.createDirectory(temp.resolve("victim"));
        Files.writeString(victim.resolve("file"), "stays");
        Path tree = Files.createDirectory(temp.resolve("work/wide"));
        for (int i = 0; i < 300; i++) {
            Path folder = Files.createDirectories(tree.resolve("d" + i + "/inner"));
            Files.writeString(folder.resolve("file"), "goes");
            Files.createSymbolicLink(folder.resolve("link"), victim);
        }
        files.deleteTree(tree.toString());
        assertEquals(List.of(), files.list(temp.resolve("work").toString()));
        assertEquals("stays", Files.readString(victim.resolve("file")));
    }

    @Test
    void what_is_made_by_path_is_made_where_only_root_works_and_moved_in() throws Exception {
        Path folder = Files.createDirectory(theirs().resolve("app"));
        files.setOwnership(folder.toString(), new Ownership("www-data", "www-data", 0755));
        Path victim = Files.createDirectory(temp.resolve("victim"));
        Path aside = folder.resolveSibling("aside");
        try (GuardedFolder open = GuardedFolder.open(folder, true)) {
            // The user swaps the folder for a link after it was opened.
            Files.move(folder, aside);
            Files.createSymbolicLink(folder, victim);
            open.make(Path.of("nologin"), Files::createDirectory);
            open.make(Path.of("link"), at -> Files.createSymbolicLink(at, Path.of("/etc")));
        }
        assertEquals(List.of(), files.list(victim.toString()));
        assertEquals(List.of("link", "nologin"), files.list(aside.toString()));
    }

    @Test
    void a_file_with_other_names_in_a_users_folder_is_not_given_away() throws Exception {
        Path shadow = Files.writeString(temp.resolve("shadow"), "secret");
        Path theirs = theirs().resolve("file");
        Files.createLink(theirs, shadow);
        isConflict(() -> files.setOwnership(theirs.toString(), owned(0666)));
        assertEquals(0, Files.getAttribute(shadow, "unix:uid"));
    }
}
