package dev.towline.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void a_foreign_text_stays_on_its_line_and_cannot_steer_a_terminal() {
        assertEquals("a?b?[31mc?d", Printable.of("a\nb\u001b[31mc\u202ed"));
        assertEquals("Grüße 🚢", Printable.of("Grüße 🚢"));
    }

    @Test
    void what_is_too_long_is_cut_with_an_ellipsis() {
        assertEquals("abc…", Printable.of("abcdef", 3));
        assertEquals("abc", Printable.of("abc", 3));
    }

    @Test
    void a_commits_subject_and_author_are_cleaned() {
        CommitInfo info = new CommitInfo(Revision.of("0".repeat(40)), "Ada\u0007", "Fix\r\nall", Instant.EPOCH);
        assertEquals("Ada?", info.author());
        assertEquals("Fix??all", info.subject());
    }
}
