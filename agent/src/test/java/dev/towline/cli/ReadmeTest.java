package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.apply.StepFailed.Fault;
import dev.towline.cli.Terminal.Said;
import dev.towline.config.AgentSettings;
import dev.towline.config.SettingsReader;
import dev.towline.config.Surroundings;
import dev.towline.desired.Parsed;
import dev.towline.reconcile.ReconcileResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells people to write and to type works. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FENCE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
    private static final Pattern NAME = Pattern.compile("# (\\S+\\.yaml)\\n(?s:(.*))");
    @TempDir
    Path folder;

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    @Test
    void the_first_config_repo_is_valid_with_the_components_that_ship() throws IOException {
        for (MatchResult fence : FENCE.matcher(readme()).results().toList()) {
            var named = NAME.matcher(fence.group(1));
            if (named.matches()) {
                Path file = folder.resolve(named.group(1));
                Files.createDirectories(file.getParent());
                Files.writeString(file, named.group(2));
            }
        }
        assertTrue(Files.exists(folder.resolve("sites/ysc/site.yaml")));
        Said said = Terminal.withoutHouse().type("validate", folder.toString(), "--components",
                ROOT.resolve("templates").toString());
        assertEquals("valid", said.out().strip());
    }

    @Test
    void the_settings_that_it_shows_are_valid() throws IOException {
        String yaml = FENCE.matcher(readme()).results().map(m -> m.group(1)).filter(y -> y.startsWith("configRepo:"))
                .findFirst().orElseThrow();
        Path file = Files.writeString(folder.resolve("agent.yaml"), yaml);
        Parsed<AgentSettings> parsed = new SettingsReader(new Surroundings("soar-1", Optional.of(folder))).read(file);
        assertEquals(List.of(), parsed.problems());
        assertEquals("soar-1", parsed.value().orElseThrow().host());
    }

    @Test
    void its_table_of_exit_codes_is_that_of_the_code() throws IOException {
        List<String> listed = Pattern.compile("(?m)^\\| ([0-9]) \\| (.*) \\|$").matcher(readme()).results()
                .map(m -> m.group(1) + " " + m.group(2)).toList();
        assertEquals(Arrays.stream(ExitCode.values()).map(e -> e.code() + " " + e.meaning()).toList(), listed);
        String help = Terminal.withoutHouse().type("--help").out();
        for (ExitCode exit : ExitCode.values()) {
            assertTrue(help.matches("(?s).*[:;]\\s+" + exit.code() + "\\s.*"), help);
        }
    }

    @Test
    void every_result_of_a_reconciliation_has_one_of_these_exit_codes() {
        Map<ReconcileResult, ExitCode> exits = Map.of(new ReconcileResult.Converged("d"), ExitCode.DONE,
                new ReconcileResult.UpToDate(true, ""), ExitCode.DONE,
                new ReconcileResult.UpToDate(true, "passed over"),
                ExitCode.FAILED, new ReconcileResult.UpToDate(false, ""), ExitCode.FAILED,
                new ReconcileResult.RolledBack(""), ExitCode.FAILED,
                new ReconcileResult.Waiting(Duration.ZERO, ""), ExitCode.FAILED,
                new ReconcileResult.Superseded(""), ExitCode.FAILED, new ReconcileResult.Blocked(""), ExitCode.WAITS,
                new ReconcileResult.Stalled(""), ExitCode.INVALID,
                new ReconcileResult.Failed(Fault.REVISION, ""), ExitCode.FAILED);
        exits.forEach((result, exit) -> assertEquals(exit.code(), result.exitCode(), result::toString));
        assertEquals(Set.of(ReconcileResult.class.getPermittedSubclasses()),
                exits.keySet().stream().map(Object::getClass).collect(Collectors.toSet()));
    }

    @Test
    void its_table_lists_every_command_that_is_for_people() throws IOException {
        Set<String> listed = new TreeSet<>();
        Pattern.compile("(?m)^\\| (`.*?) \\|").matcher(readme()).results().map(m -> m.group(1))
                .flatMap(cell -> Pattern.compile("`([a-z]+)[^`]*`").matcher(cell).results())
                .forEach(m -> listed.add(m.group(1)));
        Set<String> there = new TreeSet<>();
        Towline.commandLine(new dev.towline.Agent()).getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden() && !name.equals("help")) {
                there.add(name);
            }
        });
        assertEquals(there, listed);
    }
}
