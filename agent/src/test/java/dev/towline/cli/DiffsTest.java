package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.Digest;
import dev.towline.host.Ownership;
import dev.towline.host.sim.SimHost;
import dev.towline.plan.Action;
import dev.towline.plan.Phase;
import dev.towline.plan.Step;
import dev.towline.plan.Step.Cause;
import dev.towline.render.Content;
import dev.towline.render.OnChange;
import dev.towline.render.RenderedFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan shows of files that others may not read. */
final class DiffsTest {
    private static final String PATH = "/etc/club.conf";
    private final SimHost host = new SimHost();
    private final Diffs diffs = new Diffs(host.files());

    /** Somebody's own words may be a secret that nobody knows. */
    @ParameterizedTest
    @CsvSource({"DRIFT, 600, 600", "DRIFT, 640, 640", "NEW, 640, 600", "DRIFT, 644, 600", "DRIFT, 600, 644"})
    void what_stands_in_a_file_that_others_may_not_read_and_is_not_ours_is_not_shown(Cause cause, String wanted,
            String there) {
        List<String> shown = shown(cause, wanted, there, "hunter2\n");
        assertFalse(String.join("\n", shown).contains("hunter2"), shown::toString);
        assertEquals(1, shown.size());
    }

    @Test
    void what_we_wrote_ourselves_is_shown() {
        assertTrue(shown(Cause.CHANGED, "640", "640", "level = 1\n").contains("-level = 1"));
    }

    @Test
    void what_everybody_may_read_is_shown_also_where_it_was_edited() {
        assertTrue(shown(Cause.DRIFT, "644", "644", "level = 1\n").contains("-level = 1"));
    }

    private List<String> shown(Cause cause, String wanted, String there, String text) {
        host.files().write(PATH, text.getBytes(StandardCharsets.UTF_8), Ownership.root(Integer.parseInt(there, 8)));
        RenderedFile file = new RenderedFile(PATH, Content.of("level = 2\n"),
                Ownership.root(Integer.parseInt(wanted, 8)), null, new OnChange.Nothing(), false, "test");
        return diffs.of(new Step(Phase.PREPARE, new Action.PutFile(file, Digest.of(text.getBytes(
                StandardCharsets.UTF_8))), cause, "why"));
    }
}
