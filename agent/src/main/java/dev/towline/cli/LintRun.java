package dev.towline.cli;

import dev.towline.migrate.lint.Applied;
import dev.towline.migrate.lint.DjangoLint;
import dev.towline.migrate.lint.FileReport;
import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.lint.SqlLint;
import dev.towline.migrate.lint.Witness;
import dev.towline.migrate.rule.Scene;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which files are meant, by which engine each is judged. */
record LintRun(@Nullable String engine, int server, Imports imports, List<RuleOverride> overrides, Tried tried,
        long applied, @Nullable LintBase base, House.Tools tools) {

    /**
     * Where it is tried besides.
     *
     * @param files for SQL files
     * @param history for a Django project from its beginning
     * @param change for what a Django project's base has not; null where none is named
     */
    record Tried(Witness files, Witness history, @Nullable DjangoBase change) {
        static final Tried NOWHERE = new Tried(Witness.NONE, Witness.NONE, null);
    }

    private static final List<String> ENGINES = List.of("sql", "django", "sqlite");

    LintRun {
        if (engine != null && !ENGINES.contains(engine)) {
            throw Common.Invalid.of("--engine", "there is no engine \"" + engine + "\"",
                    "choose sql, django or sqlite");
        }
    }

    List<FileReport> reports(List<Path> paths) throws IOException {
        List<FileReport> reports = new ArrayList<>();
        Map<String, SourceFile> sql = new LinkedHashMap<>();
        List<Path> django = new ArrayList<>();
        for (Path path : paths) {
            if (isDjango(path)) {
                django.add(path);
            } else {
                for (Path file : sqlFiles(path)) {
                    String shown = file.normalize().toString();
                    sql.put(shown, new SourceFile(shown, text(file)));
                }
            }
        }
        boolean sqlite = "sqlite".equals(engine);
        Applied known = base == null
                ? new Applied.UpTo(applied)
                : atBase(base, paths.stream().filter(path -> !django.contains(path)).toList());
        reports.addAll(
                new SqlLint(() -> sqlite ? Scene.sqlite() : Scene.postgresql(server), overrides, tried.files(), known)
                        .lint(List.copyOf(sql.values())));
        for (Path path : django) {
            reports.addAll(DjangoProject.of(path, tools).lint(imports, server,
                    tried.history() != Witness.NONE,
                    new DjangoLint(Scene.postgresql(server), overrides, tried.history()),
                    (project, rules) -> base == null ? rules : since(base, project, rules)));
        }
        boolean nothingNew = !sql.isEmpty() && known.known() || base != null && !django.isEmpty();
        if (reports.isEmpty() && !nothingNew) {
            throw Common.Invalid.of(paths.getFirst().toString(), "there are no migrations here",
                    "name files or folders of NNNN_name.sql, or a Django project");
        }
        return reports;
    }

    /** Of the rules' reports those on what the base has not, and what the deploy's judge found there. */
    private List<FileReport> since(LintBase base, DjangoProject project, List<FileReport> rules) throws IOException {
        DjangoBase change = tried.change();
        if (change != null) {
            return change.judge(project, imports.with(project.standIns())).with(rules, overrides);
        }
        List<FileReport> reports = new ArrayList<>();
        for (FileReport report : rules) {
            if (!Files.exists(base.there(project.file(report)))) {
                reports.add(report);
            }
        }
        return reports;
    }

    /** The SQL files of the base, by the paths that they would have here. */
    private static Applied atBase(LintBase base, List<Path> paths) throws IOException {
        Map<String, String> texts = new HashMap<>();
        for (Path path : paths) {
            Path there = base.there(path);
            if (Files.exists(there)) {
                for (Path file : sqlFiles(there)) {
                    Path here = file.equals(there) ? path : path.resolve(there.relativize(file).toString());
                    texts.put(here.normalize().toString(), text(file));
                }
            }
        }
        return new Applied.At(base.ref(), texts);
    }

    /** Whether one of these is a Django project. */
    boolean django(List<Path> paths) throws IOException {
        for (Path path : paths) {
            if (isDjango(path)) {
                return true;
            }
        }
        return false;
    }

    /** Bytes that are no UTF-8 stay what they are to the grammar: letters that it does not know. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private boolean isDjango(Path path) throws IOException {
        if (engine != null) {
            return engine.equals("django");
        }
        if (Files.isRegularFile(path)) {
            return path.toString().endsWith(".py");
        }
        if (Files.isRegularFile(path.resolve("manage.py"))) {
            return true;
        }
        try (Stream<Path> files = Files.walk(path, 8)) {
            return files.filter(LintRun::visible).anyMatch(LintRun::isMigration);
        }
    }

    static boolean isMigration(Path file) {
        Path folder = file.getParent();
        if (folder == null || !file.toString().endsWith(".py") || !folder.endsWith("migrations")) {
            return false;
        }
        try {
            return file.endsWith("__init__.py") || Files.readString(file).contains("class Migration");
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }

    static boolean visible(Path file) {
        for (Path part : file) {
            String name = part.toString();
            if (name.startsWith(".") && name.length() > 2 || name.equals("node_modules") || name.equals("venv")
                    || name.equals("site-packages")) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> sqlFiles(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).filter(file -> visible(path.relativize(file)))
                    .filter(file -> file.toString().endsWith(".sql") && !file.toString().endsWith(".down.sql")).sorted()
                    .toList();
        }
    }
}
