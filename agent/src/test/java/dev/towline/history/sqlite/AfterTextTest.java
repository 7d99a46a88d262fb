package dev.towline.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towline.history.After;
import dev.towline.history.HistoryException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AfterTextTest {
    /** As version 1 wrote them: never edit a line, only add. */
    private static final Map<String, After> VERSION_1 = new LinkedHashMap<>(Map.of(
            "reload nginx.service", new After.Reload("nginx.service"),
            "restart club.service", new After.Restart("club.service"),
            "was enabled running", new After.Was(true, true), "was enabled", new After.Was(true, false),
            "was running", new After.Was(false, true), "was ", new After.Was(false, false)));

    @Test
    void what_version_1_wrote_is_read_and_written_the_same() {
        VERSION_1.forEach((text, after) -> {
            assertEquals(after, AfterText.read(text));
            assertEquals(text, AfterText.write(after));
        });
        assertEquals(null, AfterText.read(null));
        assertEquals(null, AfterText.write(null));
    }

    @Test
    void another_word_is_damage_and_no_unit() {
        HistoryException damaged = assertThrows(HistoryException.class, () -> AfterText.read("explode nginx.service"));
        assertEquals(HistoryException.Kind.DAMAGED, damaged.kind());
    }
}
