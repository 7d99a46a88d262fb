package dev.towline.migrate.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is asked before a text is sent piece by piece. */
class InquiryTest {
    private static List<String> pieces(String sql) {
        return new Inquiry(sql, false, 15, List.of("hangar"), Map.of(), Inquiry.Source.RUNSQL).answer().pieces()
                .stream()
                .map(piece -> piece.phase().word() + " " + piece.judged().change().sql()).toList();
    }

    @Test
    void what_one_text_does_in_several_ways_is_sent_once_and_as_the_worst_of_them() {
        String cut = "WITH gone AS (DELETE FROM hangar WHERE id = 1 RETURNING id) UPDATE launch SET seen = true";
        assertEquals(List.of("refuse " + cut), pieces(cut));
        assertEquals(List.of("refuse TRUNCATE hangar, launch"), pieces("TRUNCATE hangar, launch"));
        String revoke = "REVOKE ALL ON hangar, launch FROM web";
        assertEquals(List.of("contract " + revoke), pieces(revoke));
    }

    @Test
    void parts_of_a_statement_that_stand_alone_are_sent_alone() {
        assertEquals(List.of("expand ALTER TABLE launch ADD COLUMN a int", "contract ALTER TABLE launch DROP COLUMN b"),
                pieces("ALTER TABLE launch ADD COLUMN a int, DROP COLUMN b"));
    }

    @Test
    void a_block_is_refused_whole_however_plain_it_is() {
        String block = "DO $$ BEGIN ALTER TABLE launch ADD COLUMN a int; END $$";
        assertEquals(List.of("refuse " + block), pieces(block));
    }
}
