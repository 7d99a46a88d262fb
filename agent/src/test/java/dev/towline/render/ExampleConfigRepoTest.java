package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.MemoryFiles;
import dev.towline.host.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example config repo and the components that ship, read and rendered as an agent would. */
class ExampleConfigRepoTest {
    private static final Path GOLDEN = Path.of("src/test/resources/example/golden");

    @Test
    void the_example_has_no_problems() {
        assertEquals(List.of(), Validation.of(ExampleConfigRepo.files(), ExampleConfigRepo.shipped()));
    }

    @ParameterizedTest
    @CsvSource({"example,@host", "example,ysc", "example,logbook", "demo,demo"})
    void a_target_comes_out_as_its_golden_file_says(String host, String name) throws IOException {
        String dump = new Dump().of(ExampleConfigRepo.target(host, name));
        Path golden = GOLDEN.resolve(name.replace("@", "") + ".txt");
        if ("write".equals(System.getProperty("towline.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, dump);
        }
        assertEquals(Files.readString(golden), dump,
                "write the golden files anew with -Dtowline.golden=write, and read the diff");
    }

    @Test
    void every_shipped_component_describes_itself_and_explains_its_variables() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("../templates")).filter(Files::isDirectory)) {
            for (Path folder : folders.toList()) {
                List<String> lines = Files.readAllLines(folder.resolve("component.yaml"));
                assertTrue(lines.getFirst().startsWith("description: "), folder.toString());
                int vars = lines.indexOf("vars:");
                for (int i = vars + 1; vars >= 0 && lines.get(i).matches("( .*)?"); i++) {
                    boolean variable = lines.get(i).matches("  [a-z].*");
                    assertTrue(!variable || lines.get(i - 1).matches("  (#|[a-z]).*"),
                            folder + " does not explain " + lines.get(i));
                }
            }
        }
    }

    @Test
    void a_password_with_every_special_character_survives_the_env_file() {
        MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files());
        files.edit("sites/ysc/site.yaml", "CLUB_NAME: Your Soaring Club", "CLUB_NAME: 'a \"b\" \\ $c `d` # e'");
        String env = text(
                ExampleConfigRepo.target(files, "example", "ysc", ExampleConfigRepo.DEBIAN_12, ""), "/env");
        assertTrue(env.contains("CLUB_NAME=\"a \\\"b\\\" \\\\ \\$c \\`d\\` # e\"\n"), env);
    }

    @Test
    void the_application_reads_its_own_names_and_never_two_values_of_one() {
        MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files());
        files.edit("sites/ysc/site.yaml", "  django_env:\n",
                "  django_env_aliases: { DJANGO_KEY: SECRET_KEY }\n  django_env:\n    DEBUG: 'False'\n");
        String env = text(
                ExampleConfigRepo.target(files, "example", "ysc", ExampleConfigRepo.DEBIAN_12, ""), "/env");
        assertTrue(env.contains("DEBUG=\"False\"\n"), env);
        assertFalse(env.contains("DEBUG=\"0\""), env);
        assertTrue(env.contains("\nDJANGO_KEY=\""), env);
    }

    @Test
    void two_processes_of_one_name_are_refused() {
        MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files());
        files.edit("sites/ysc/site.yaml", "name: tidy", "name: worker");
        assertTrue(Validation.of(files, ExampleConfigRepo.shipped()).toString()
                .contains("two processes of the site are called 'worker'"));
    }

    @Test
    void a_worker_without_a_name_is_refused() {
        MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files());
        files.edit("sites/ysc/site.yaml", "{ name: worker, command", "{ command");
        assertTrue(Validation.of(files, ExampleConfigRepo.shipped()).toString()
                .contains("django_workers[0]: 'name' is missing"));
    }

    @Test
    void a_distribution_whose_postgresql_is_not_known_is_refused() {
        Facts other = new Facts("example", 2, 2000, "debian", "99", "amd64");
        AssertionError refused = org.junit.jupiter.api.Assertions.assertThrows(AssertionError.class,
                () -> ExampleConfigRepo.target(ExampleConfigRepo.files(), "example", "@host", other, ""));
        assertTrue(String.valueOf(refused.getMessage()).contains("templates/postgresql/component.yaml"),
                refused.getMessage());
    }

    @Test
    void a_few_megabytes_more_or_less_after_a_boot_do_not_restart_postgresql() {
        Facts more = new Facts("example", 2, 1993, "debian", "12", "amd64");
        assertEquals(ExampleConfigRepo.target("example", "@host").settings(),
                ExampleConfigRepo.target(ExampleConfigRepo.files(), "example", "@host", more, "").settings());
    }

    private static String text(RenderedTarget target, String path) {
        return Dump.text(target.release().orElseThrow().files().stream().filter(f -> f.path().endsWith(path))
                .findFirst().orElseThrow());
    }
}
