package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.towline.cli.Terminal.Said;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is true of every command. */
class TowlineTest {
    private final Terminal terminal = Terminal.withoutHouse();

    private static Set<String> names() {
        Set<String> names = new java.util.TreeSet<>(
                Towline.commandLine(new dev.towline.Agent()).getSubcommands().keySet());
        names.remove("help");
        return names;
    }

    @TestFactory
    Stream<DynamicTest> every_command_has_help_with_an_example_of_itself() {
        return names().stream().map(name -> dynamicTest(name, () -> {
            Said said = terminal.type(name, "--help");
            assertEquals(0, said.exit());
            assertTrue(said.out().contains("Example: towline " + name), said.out());
        }));
    }

    @TestFactory
    Stream<DynamicTest> every_command_refuses_an_option_that_it_does_not_have() {
        return names().stream().map(name -> dynamicTest(name, () -> {
            Said said = terminal.type(name, "--no-such-option");
            assertEquals(2, said.exit());
            assertTrue(said.err().contains("Usage: towline " + name), said.err());
        }));
    }

    @Test
    void the_commands_that_scripts_rely_on_are_there() {
        assertTrue(names().containsAll(Set.of("run", "once", "plan", "validate", "render", "status", "history", "show",
                "rollback", "retry", "suspend", "resume", "approve", "adopt", "doctor")), names().toString());
    }

    @Test
    void help_lists_the_commands_and_the_exit_codes() {
        Said said = terminal.type("--help");
        assertEquals(0, said.exit());
        assertTrue(said.out().contains("rollback") && said.out().contains("Exit codes: 0 done"), said.out());
    }

    @Test
    void commands_that_are_not_for_people_are_not_listed() {
        assertTrue(!terminal.type("--help").out().contains("sqlite-copy"));
    }

    @Test
    void the_version_is_told() {
        Said said = terminal.type("--version");
        assertEquals(0, said.exit());
        assertTrue(said.out().startsWith("towline "), said.out());
    }

    @Test
    void a_misspelled_command_is_wrong_usage_and_the_right_one_is_named() {
        Said said = terminal.type("rolback", "ysc");
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("rollback"), said.err());
    }

    @Test
    void no_command_is_wrong_usage() {
        Said said = terminal.type();
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("Usage: towline"), said.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"render", "rollback", "retry", "suspend", "resume", "approve", "adopt", "show"})
    void a_command_that_needs_a_name_asks_for_it(String command) {
        Said said = terminal.type(command);
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("Missing required parameter"), said.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc", "YSC", "a b", "", "@other"})
    void what_cannot_name_a_site_is_wrong_usage(String site) {
        Said said = terminal.type("rollback", site);
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("towline status"), said.err());
    }

    @Test
    void what_cannot_name_a_deployment_is_wrong_usage() {
        Said said = terminal.type("show", "../../etc/passwd");
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("'towline history' lists them"), said.err());
    }

    @Test
    void settings_that_are_not_there_are_invalid_configuration(@TempDir Path folder) {
        Said said = terminal.type("status", "--config", folder.resolve("agent.yaml").toString());
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("agent.yaml") && said.err().contains("there is no such file"), said.err());
    }
}
