package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.linux.NameTable;
import dev.towline.host.linux.ProcessCommands;
import dev.towline.render.RenderedRelease.SlotUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped components render is accepted by the programs that will read it. */
class ShippedFilesIT {
    private final ProcessCommands commands = ProcessCommands.asUser(new NameTable(), true);
    @TempDir
    Path folder;

    @BeforeEach
    void only_root_may_lay_a_staged_tree_over_a_real_one() {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root, for mount namespaces");
    }

    @Test
    void nginx_accepts_the_host_and_its_sites_together() throws IOException {
        needs("/usr/sbin/nginx", "/etc/nginx/nginx.conf");
        Path tree = copy(Path.of("/etc/nginx"), folder.resolve("nginx"));
        Path certificates = Files.createDirectories(folder.resolve("ssl"));
        for (String name : List.of("@host", "ysc", "logbook")) {
            RenderedTarget target = ExampleConfigRepo.target("example", name);
            for (SetupCommand setup : target.setup()) {
                Files.createDirectories(Path.of(moved(setup.creates(), certificates)).getParent());
                run(Command.of(setup.argv().stream().map(word -> moved(word, certificates)).toList()));
            }
            for (RenderedLink link : target.links()) {
                Files.createSymbolicLink(Path.of(moved(link.path(), certificates)),
                        Path.of(moved(link.targets().getLast(), certificates)));
            }
            for (RenderedFile file : target.files()) {
                if ("nginx".equals(file.validator())) {
                    Path staged = tree.resolve(file.path().substring("/etc/nginx/".length()));
                    Files.createDirectories(staged.getParent());
                    Files.writeString(staged, moved(Dump.text(file), certificates));
                }
            }
        }
        assertEquals("", run(Command.of("nginx", "-t", "-q")
                .over(new Command.Overlay(tree.toString(), "/etc/nginx"))).output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ysc", "logbook"})
    void systemd_has_nothing_to_say_of_any_unit(String site) throws IOException {
        needs("/usr/bin/systemd-analyze");
        RenderedTarget target = ExampleConfigRepo.target("example", site);
        List<String> argv = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no", "--recursive-errors=no"));
        for (RenderedFile unit : units(target)) {
            Path staged = folder.resolve(Path.of(unit.path()).getFileName().toString());
            // Programs of a release that is not built: any that is there.
            Files.writeString(staged, Dump.text(unit).replaceAll("(?m)^ExecStart=\\S+", "ExecStart=/bin/true"));
            argv.add(staged.toString());
        }
        assertEquals("", run(Command.of(argv)).output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*:0/15", "06:00 UTC", "03:00 UTC", "Mon 10:00 UTC"})
    void systemd_knows_the_schedules_of_the_examples(String schedule) throws IOException {
        needs("/usr/bin/systemd-analyze");
        run(Command.of("systemd-analyze", "calendar", schedule));
    }

    @Test
    void postgresql_accepts_its_settings() throws IOException {
        Path server = Path.of("/usr/lib/postgresql/15/bin/postgres");
        needs(server.toString());
        Path settings = Files.createDirectories(folder.resolve("main/conf.d"));
        Files.writeString(settings.resolve("../postgresql.conf"),
                "data_directory = '/nonexistent'\ninclude_dir = 'conf.d'\n");
        RenderedTarget host = ExampleConfigRepo.target("example", "@host");
        for (RenderedFile file : host.files()) {
            if ("postgresql".equals(file.validator())) {
                Files.writeString(settings.resolve(Path.of(file.path()).getFileName()), Dump.text(file));
            }
        }
        List<String> argv = java.util.Objects.requireNonNull(host.validators().get("postgresql")).argv().stream()
                .map(word -> word.replace("/etc/postgresql/15/main", folder.resolve("main").toString())).toList();
        assertEquals("52352", run(Command.of(argv)).stdout().strip());
    }

    private static List<RenderedFile> units(RenderedTarget target) {
        RenderedRelease release = target.release().orElseThrow();
        List<RenderedFile> units = new ArrayList<>(
                target.files().stream().filter(f -> f.path().startsWith("/etc/systemd/system/")).toList());
        release.web().stream().flatMap(w -> Stream.of(w.blue(), w.green())).map(SlotUnit::file).forEach(units::add);
        release.background().forEach(p -> units.addAll(p.files()));
        return units;
    }

    private static String moved(String text, Path certificates) {
        return text.replace("/etc/ssl/sites", certificates.toString());
    }

    private CommandResult run(Command command) {
        CommandResult result = commands.run(command);
        assertEquals(0, result.exit(), () -> command + ": " + result.output());
        return result;
    }

    private static void needs(String... files) {
        for (String file : files) {
            assumeTrue(Files.exists(Path.of(file)), "needs " + file);
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), java.nio.file.LinkOption.NOFOLLOW_LINKS);
            }
        }
        return to;
    }
}
