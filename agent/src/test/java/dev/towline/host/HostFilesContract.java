package dev.towline.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every HostFiles does, real or simulated. */
public abstract class HostFilesContract {
    /** The files under test. */
    protected abstract HostFiles files();

    /** An empty folder that may be written. */
    protected abstract String folder();

    /** An owner that this test may give files to. */
    protected abstract Ownership owned(int mode);

    private String at(String name) {
        return folder() + "/" + name;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void isConflict(org.junit.jupiter.api.function.Executable doing) {
        assertEquals(HostException.Kind.CONFLICT, assertThrows(HostException.class, doing).kind());
    }

    @Test
    void a_written_file_has_its_bytes_owner_and_mode() {
        files().write(at("a"), bytes("hello"), owned(0640));
        assertArrayEquals(bytes("hello"), files().read(at("a")));
        assertEquals(Optional.of(new FileStat(FileStat.Kind.FILE, 5, owned(0640), null)), files().stat(at("a")));
        assertEquals(Digest.of("hello"), files().digest(at("a")));
    }

    @Test
    void a_file_is_streamed_from_one_path_to_another() throws java.io.IOException {
        files().write(at("a"), bytes("hello"), owned(0640));
        try (java.io.InputStream content = files().open(at("a"))) {
            files().write(at("b"), content, owned(0600));
        }
        assertArrayEquals(bytes("hello"), files().read(at("b")));
        assertEquals(owned(0600), files().stat(at("b")).orElseThrow().ownership());
    }

    @Test
    void only_a_regular_file_is_opened() {
        files().makeDirectory(at("d"), owned(0755));
        files().link(at("l"), at("d"));
        isConflict(() -> files().open(at("d")));
        isConflict(() -> files().open(at("l")));
        isConflict(() -> files().open(at("no")));
    }

    @Test
    void writing_again_replaces_all_of_it() {
        files().write(at("a"), bytes("a longer first version"), owned(0600));
        files().place(at("a"), new ByteArrayInputStream(bytes("short")), owned(0644));
        assertArrayEquals(bytes("short"), files().read(at("a")));
        assertEquals(Digest.of("short"), files().digest(at("a")));
        assertEquals(owned(0644), files().stat(at("a")).orElseThrow().ownership());
        assertEquals(List.of("a"), files().list(folder()));
    }

    @Test
    void a_digest_follows_a_change_at_once() {
        for (int i = 0; i < 20; i++) {
            files().write(at("a"), bytes("version " + (i % 10)), owned(0644));
            assertEquals(Digest.of("version " + (i % 10)), files().digest(at("a")));
        }
    }

    @Test
    void special_bits_are_kept() {
        files().makeDirectory(at("d"), owned(02750));
        assertEquals(owned(02750), files().stat(at("d")).orElseThrow().ownership());
        files().write(at("d/f"), bytes("x"), owned(04750));
        assertEquals(owned(04750), files().stat(at("d/f")).orElseThrow().ownership());
        files().setOwnership(at("d/f"), owned(0600));
        assertEquals(owned(0600), files().stat(at("d/f")).orElseThrow().ownership());
    }

    @Test
    void writing_over_a_link_replaces_the_link_and_not_what_it_points_to() {
        files().write(at("target"), bytes("mine"), owned(0644));
        files().link(at("l"), at("target"));
        files().write(at("l"), bytes("new"), owned(0644));
        assertArrayEquals(bytes("mine"), files().read(at("target")));
        assertTrue(files().stat(at("l")).orElseThrow().isFile());
    }

    @Test
    void a_link_is_seen_as_itself_and_never_read_through() {
        files().write(at("target"), bytes("mine"), owned(0644));
        files().link(at("l"), "target");
        FileStat stat = files().stat(at("l")).orElseThrow();
        assertTrue(stat.isLink());
        assertEquals("target", stat.target());
        isConflict(() -> files().read(at("l")));
        isConflict(() -> files().digest(at("l")));
        isConflict(() -> files().setOwnership(at("l"), owned(0600)));
    }

    @Test
    void a_link_is_replaced_in_place() {
        files().link(at("current"), "one");
        files().link(at("current"), "two");
        assertEquals("two", files().stat(at("current")).orElseThrow().target());
        assertEquals(List.of("current"), files().list(folder()));
    }

    @Test
    void resolve_follows_a_chain_to_its_end_or_nowhere() {
        files().makeDirectory(at("d"), owned(0755));
        files().write(at("d/f"), bytes("x"), owned(0644));
        files().link(at("one"), "d");
        files().link(at("two"), at("one"));
        files().link(at("dead"), "nothing");
        String real = files().resolve(at("d/f")).orElseThrow();
        assertEquals(Optional.of(real), files().resolve(at("two/f")));
        assertEquals(Optional.empty(), files().resolve(at("dead")));
        files().link(at("ring"), "ring");
        assertEquals(Optional.empty(), files().resolve(at("ring")));
    }

    @Test
    void what_is_missing_is_nothing_to_look_at_and_a_conflict_to_read() {
        assertEquals(Optional.empty(), files().stat(at("no")));
        assertEquals(Optional.empty(), files().stat(at("no/where")));
        assertEquals(List.of(), files().list(at("no")));
        isConflict(() -> files().read(at("no")));
        isConflict(() -> files().digest(at("no")));
        isConflict(() -> files().write(at("no/where"), bytes("x"), owned(0644)));
        isConflict(() -> files().makeDirectory(at("no/where"), owned(0755)));
        isConflict(() -> files().rename(at("no"), at("yes")));
    }

    @Test
    void a_file_is_no_folder_and_a_folder_no_file() {
        files().write(at("f"), bytes("x"), owned(0644));
        files().makeDirectory(at("d"), owned(0755));
        assertEquals(Optional.empty(), files().stat(at("f/below")));
        assertEquals(List.of(), files().list(at("f")));
        isConflict(() -> files().makeDirectory(at("f"), owned(0755)));
        isConflict(() -> files().write(at("d"), bytes("x"), owned(0644)));
        isConflict(() -> files().link(at("d"), "f"));
        isConflict(() -> files().read(at("d")));
        isConflict(() -> files().write(at("f/below"), bytes("x"), owned(0644)));
    }

    @Test
    void making_a_folder_that_is_there_corrects_its_mode_and_keeps_what_is_in_it() {
        files().makeDirectory(at("d"), owned(0755));
        files().write(at("d/f"), bytes("x"), owned(0644));
        files().makeDirectory(at("d"), owned(0700));
        assertEquals(owned(0700), files().stat(at("d")).orElseThrow().ownership());
        assertEquals(List.of("f"), files().list(at("d")));
    }

    @Test
    void renaming_replaces_a_file_and_carries_a_folder_with_all_in_it() {
        files().write(at("a"), bytes("a"), owned(0640));
        files().write(at("b"), bytes("b"), owned(0644));
        files().rename(at("a"), at("b"));
        assertArrayEquals(bytes("a"), files().read(at("b")));
        assertEquals(Digest.of("a"), files().digest(at("b")));
        assertEquals(owned(0640), files().stat(at("b")).orElseThrow().ownership());
        files().makeDirectory(at("d"), owned(0755));
        files().write(at("d/f"), bytes("x"), owned(0600));
        files().rename(at("d"), at("e"));
        assertEquals(owned(0600), files().stat(at("e/f")).orElseThrow().ownership());
        assertEquals(List.of("b", "e"), files().list(folder()));
    }

    @Test
    void a_link_is_renamed_over_a_link() {
        files().link(at("new"), "two");
        files().link(at("current"), "one");
        files().rename(at("new"), at("current"));
        assertEquals("two", files().stat(at("current")).orElseThrow().target());
    }

    @Test
    void deleting_is_repeatable_and_spares_full_folders() {
        files().makeDirectory(at("d"), owned(0755));
        files().write(at("d/f"), bytes("x"), owned(0644));
        isConflict(() -> files().delete(at("d")));
        files().delete(at("d/f"));
        files().delete(at("d/f"));
        files().delete(at("d"));
        assertEquals(List.of(), files().list(folder()));
    }

    @Test
    void deleting_a_tree_spares_what_its_links_point_to() {
        files().makeDirectory(at("keep"), owned(0755));
        files().write(at("keep/f"), bytes("x"), owned(0644));
        files().makeDirectory(at("d"), owned(0755));
        files().makeDirectory(at("d/sub"), owned(0755));
        files().write(at("d/sub/f"), bytes("x"), owned(0644));
        files().link(at("d/sub/out"), at("keep"));
        files().link(at("way"), at("keep"));
        files().deleteTree(at("d"));
        files().deleteTree(at("way"));
        files().deleteTree(at("nothing"));
        assertEquals(List.of("keep"), files().list(folder()));
        assertEquals(List.of("f"), files().list(at("keep")));
    }

    @Test
    void a_tree_takes_what_is_in_it_and_not_what_its_links_lead_to() {
        files().makeDirectory(at("big"), owned(0755));
        files().write(at("big/f"), new byte[100_000], owned(0644));
        files().makeDirectory(at("d"), owned(0755));
        files().makeDirectory(at("d/sub"), owned(0755));
        files().write(at("d/sub/f"), new byte[5_000], owned(0644));
        files().link(at("d/sub/out"), at("big"));
        HostFiles.Usage usage = files().usage(at("d"));
        assertEquals(4, usage.inodes());
        assertTrue(usage.bytes() >= 5_000 && usage.bytes() < 50_000, usage.toString());
        assertFalse(usage.tooDeep() || usage.tooMany());
        assertEquals(HostFiles.Usage.NOTHING, files().usage(at("nothing")));
    }

    @Test
    void a_link_to_a_folder_is_no_folder_to_list() {
        files().makeDirectory(at("d"), owned(0755));
        files().write(at("d/f"), bytes("x"), owned(0644));
        files().link(at("l"), at("d"));
        assertEquals(List.of(), files().list(at("l")));
    }

    @Test
    void an_unknown_owner_is_a_conflict_and_leaves_nothing() {
        Ownership nobody = new Ownership("no-such-user-here", "root", 0644);
        if (ownersAreReal()) {
            isConflict(() -> files().write(at("f"), bytes("x"), nobody));
            assertEquals(List.of(), files().list(folder()));
        }
    }

    /** Whether files can be given away here. */
    protected boolean ownersAreReal() {
        return true;
    }

    @Test
    void a_path_with_dots_is_refused() {
        isConflict(() -> files().write(folder() + "/../x", bytes("x"), owned(0644)));
        isConflict(() -> files().deleteTree(folder() + "/x/../../y"));
    }

    @Test
    void there_is_space() {
        assertTrue(files().space(at("not/there/yet")).bytes() > 0);
        assertTrue(files().space(at("not/there/yet")).inodes() > 0);
    }
}
