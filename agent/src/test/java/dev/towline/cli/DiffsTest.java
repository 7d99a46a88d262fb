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
    private final Diffs diffs = new Diffs(host.files(),
            text -> text.replace("s3cret\nkey", "****").replace("hush", "****"));

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

    @Test
    void a_file_that_only_mentions_secrets_is_shown() {
        List<String> shown = diff("import secrets\ntoken = secrets.token_hex()\n", "import secrets\n", "644", true);
        assertTrue(shown.contains("+token = secrets.token_hex()") && shown.contains(" import secrets"),
                shown::toString);
    }

    @Test
    void a_secret_is_hidden_by_its_value_also_over_two_lines_and_the_rest_is_shown() {
        List<String> shown = diff("user = ada\npassword = hush\n-- s3cret\nkey --\n", "user = ada\n", "640", true);
        assertTrue(shown.contains("+password = ****") && shown.contains("+-- **** --"), shown::toString);
        assertTrue(shown.contains(" user = ada"), shown::toString);
    }

    /** The agent was stopped while the secret was exchanged: nobody knows the old one any more. */
    @Test
    void what_stood_before_in_a_file_that_holds_a_secret_is_not_shown() {
        List<String> shown = diff("user = ada\npassword = hush\n", "user = ada\npassword = older\n", "640", true);
        assertFalse(String.join("\n", shown).contains("older"), shown::toString);
        assertTrue(shown.contains("-****") && shown.contains("+password = ****"), shown::toString);
    }

    @Test
    void a_difference_that_is_only_a_secret_is_said() {
        List<String> shown = diff("hush\n", "s3cret\nkey\n", "644", true);
        assertEquals(1, shown.size());
        assertTrue(shown.getFirst().contains("differs in a secret"), shown::toString);
    }

    private List<String> diff(String wanted, String there, String mode, boolean secret) {
        int bits = Integer.parseInt(mode, 8);
        host.files().write(PATH, there.getBytes(StandardCharsets.UTF_8), Ownership.root(bits));
        RenderedFile file = new RenderedFile(PATH, Content.of(wanted), Ownership.root(bits), null,
                new OnChange.Nothing(), secret, "test");
        return diffs.of(new Step(Phase.PREPARE, new Action.PutFile(file, Digest.of(there.getBytes(
                StandardCharsets.UTF_8))), Cause.CHANGED, "why"));
    }

    private List<String> shown(Cause cause, String wanted, String there, String text) {
        host.files().write(PATH, text.getBytes(StandardCharsets.UTF_8), Ownership.root(Integer.parseInt(there, 8)));
        RenderedFile file = new RenderedFile(PATH, Content.of("level = 2\n"),
                Ownership.root(Integer.parseInt(wanted, 8)), null, new OnChange.Nothing(), false, "test");
        return diffs.of(new Step(Phase.PREPARE, new Action.PutFile(file, Digest.of(text.getBytes(
                StandardCharsets.UTF_8))), cause, "why"));
    }
}
