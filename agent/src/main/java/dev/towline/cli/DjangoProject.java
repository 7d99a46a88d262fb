package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.config.Surroundings;
import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.migrate.lint.DjangoLint;
import dev.towline.migrate.lint.DjangoMigration;
import dev.towline.migrate.lint.FileReport;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.sql.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Django project on disk, imported by its own interpreter in a process of its own. */
final class DjangoProject {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private final Path asked;
    private final Path root;
    private final House.Tools tools;
    private final Map<String, String> standIns = new TreeMap<>();

    private DjangoProject(Path asked, Path root, House.Tools tools) {
        this.asked = asked;
        this.root = root;
        this.tools = tools;
    }

    /** The project that a path belongs to: the nearest folder above with a manage.py. */
    static DjangoProject of(Path asked, House.Tools tools) {
        Path path = asked.toAbsolutePath().normalize();
        for (Path folder = Files.isDirectory(path) ? path : path.getParent(); folder != null; folder = folder
                .getParent()) {
            if (Files.isRegularFile(folder.resolve("manage.py"))) {
                return new DjangoProject(path, folder, tools);
            }
        }
        Path folder = Files.isDirectory(path) ? path : path.getParent();
        return new DjangoProject(path, folder == null ? path : folder, tools);
    }

    Path root() {
        return root;
    }

    /**
     * Reports on the migrations below the path that was asked about.
     *
     * @param everything whether those of other packages are looked at too, without a report: on them the project's own stand
     * @param since what of the rules' reports, and what more, is reported
     */
    List<FileReport> lint(Imports imports, int server, boolean everything, DjangoLint lint, Since since)
            throws IOException {
        JsonNode collected = collect(imports, server, everything);
        collected.path("standIns").properties().forEach(e -> standIns.put(e.getKey(), e.getValue().asText()));
        if (!standIns.isEmpty()) {
            imports.notes().accept("the settings need environment variables that are not set, and got stand-ins: "
                    + String.join(", ", standIns.keySet()) + "; --env-file FILE gives them values");
        }
        Map<SourceFile, String> why = new HashMap<>();
        for (JsonNode error : collected.path("errors")) {
            String message = error.path("message").asText() + (error.path("file").isTextual()
                    ? " (" + shown(Path.of(error.path("file").asText())) + ":" + error.path("line").asInt() + ")"
                    : "");
            for (SourceFile file : files()) {
                why.putIfAbsent(file, message);
            }
        }
        if (collected.path("migrations").isEmpty() || !why.isEmpty()) {
            return lint.unread(files(), why);
        }
        List<DjangoMigration> migrations = new ArrayList<>();
        Set<String> foreign = new HashSet<>();
        for (JsonNode json : collected.path("migrations")) {
            DjangoMigration migration = migration(json);
            migrations.add(migration);
            if (json.path("foreign").asBoolean()) {
                foreign.add(migration.file().path());
            }
        }
        List<FileReport> reports = lint.lint(migrations).stream()
                .filter(report -> !foreign.contains(report.file().path())).toList();
        return since.reports(this, reports).stream().filter(report -> asked(root.resolve(report.file().path()))
                || asked(Path.of(report.file().path()).toAbsolutePath()))
                .toList();
    }

    /** What is reported of a project, from what the rules found in all of it. */
    @FunctionalInterface
    interface Since {
        List<FileReport> reports(DjangoProject project, List<FileReport> rules) throws IOException;
    }

    /** The interpreter, for a process in any folder. */
    String program(@Nullable Path given) {
        return Path.of(interpreter(given)).toAbsolutePath().toString();
    }

    /** Where the file of a report is. */
    Path file(FileReport report) {
        Path below = root.resolve(report.file().path());
        return Files.exists(below) ? below : Path.of(report.file().path()).toAbsolutePath();
    }

    private boolean asked(Path file) {
        try {
            return file.toRealPath().startsWith(asked.toRealPath());
        } catch (IOException e) {
            return file.normalize().startsWith(asked);
        }
    }

    /** What stood for variables that the settings need. */
    Map<String, String> standIns() {
        return standIns;
    }

    private JsonNode collect(Imports imports, int server, boolean everything) throws IOException {
        String settings = imports.settings();
        List<String> argv = new ArrayList<>(List.of(interpreter(imports.python()), script().toString(), "--project",
                root.toString(), "--pg", Integer.toString(server)));
        if (settings != null) {
            argv.addAll(List.of("--settings", settings));
        }
        if (everything) {
            argv.add("--everything");
        }
        CommandResult result = tools.commands()
                .run(Command.of(argv).in(root.toString()).with(imports.environment()).within(LONGEST));
        String path = result.stdout().strip();
        if (!result.ok() || path.isEmpty()) {
            throw Common.Invalid.of(root.toString(),
                    "the project's interpreter failed: "
                            + result.output().lines().reduce((a, b) -> b).orElse("no output"),
                    "run it by hand to see: " + String.join(" ", argv));
        }
        JsonNode collected = Out.tree(Files.readString(Path.of(path)));
        tools.files().delete(path);
        return collected;
    }

    private String interpreter(@Nullable Path given) {
        if (given != null) {
            if (!Files.isExecutable(given)) {
                throw Common.Invalid.of("--python", given + " is not a program",
                        "name the Python of the project's environment, for instance .venv/bin/python");
            }
            return given.toAbsolutePath().toString();
        }
        for (String usual : List.of(".venv/bin/python", "venv/bin/python")) {
            if (Files.isExecutable(root.resolve(usual))) {
                return root.resolve(usual).toString();
            }
        }
        throw Common.Invalid.of(root.toString(), "there is no .venv/bin/python and no venv/bin/python",
                "name the project's interpreter: --python EXE");
    }

    private static Path script() {
        return Surroundings.ofThisMachine().home().map(home -> home.resolve("lib/python/towline_django/collect.py"))
                .filter(Files::isRegularFile)
                .orElseThrow(() -> Common.Invalid.of("lib/python/towline_django/collect.py",
                        "this installation lacks it", "install Towline anew"));
    }

    private DjangoMigration migration(JsonNode json) throws IOException {
        Path file = Path.of(json.path("file").asText());
        List<DjangoMigration.Operation> operations = new ArrayList<>();
        for (JsonNode operation : json.path("operations")) {
            Map<String, String> was = new HashMap<>();
            operation.path("was").properties().forEach(e -> was.put(e.getKey(), e.getValue().asText()));
            List<DjangoMigration.Sent> sent = new ArrayList<>();
            operation.path("statements").forEach(s -> sent
                    .add(new DjangoMigration.Sent(s.path("sql").asText(), s.path("source").asText().equals("runsql"))));
            operations.add(new DjangoMigration.Operation(operation.path("describe").asText(),
                    new Place(operation.path("line").asInt(1), operation.path("column").asInt(1)),
                    text(operation.get("opaque")), text(operation.get("transaction")),
                    !operation.path("python").isEmpty(), operation.path("irreversible").asBoolean(), was, sent));
        }
        return new DjangoMigration(new SourceFile(shown(file), text(file)), json.path("atomic").asBoolean(true),
                operations);
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node.asText();
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** As a person in this folder would write it. */
    static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        try {
            Path real = here.toRealPath();
            return file.startsWith(real) ? real.relativize(file).toString() : file.toString();
        } catch (IOException e) {
            return file.toString();
        }
    }

    private List<SourceFile> files() throws IOException {
        if (Files.isRegularFile(asked)) {
            return List.of(new SourceFile(shown(asked), text(asked)));
        }
        List<SourceFile> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(asked)) {
            for (Path file : walk.filter(LintRun::visible).filter(LintRun::isMigration)
                    .filter(f -> !f.endsWith("__init__.py")).sorted().toList()) {
                files.add(new SourceFile(shown(file.toRealPath()), text(file)));
            }
        }
        return files;
    }
}
