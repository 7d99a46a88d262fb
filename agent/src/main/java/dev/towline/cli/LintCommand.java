package dev.towline.cli;

import dev.towline.host.Ownership;
import dev.towline.migrate.lint.FileReport;
import dev.towline.migrate.lint.Located;
import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.Witness;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.shadow.Sent;
import dev.towline.migrate.shadow.ServerAddress;
import dev.towline.migrate.shadow.ShadowFailure;
import dev.towline.migrate.shadow.ShadowServer;
import dev.towline.migrate.shadow.Shadows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code towline lint}: needs no host, no settings and no database server, so that it runs in the CI of an app repo. */
@Command(name = "lint", mixinStandardHelpOptions = true, description = {
        "Judge migrations without running them: what each statement does to the release that runs meanwhile.",
        "Give files or folders of NNNN_name.sql, or a Django project."}, footer = {"",
                "Exit codes: 0 nothing blocks; 1 something does; 2 wrong usage.",
                "", "Example: towline lint migrations/", "         towline lint . --python .venv/bin/python --github",
                "         towline lint . --shadow postgresql://ci@localhost/postgres --base origin/main --traffic statements.jsonl"})
final class LintCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> paths;

    @Option(names = "--engine", paramLabel = "ENGINE", description = "sql, django or sqlite (default: django where a folder has Python migrations, else sql).")
    private @Nullable String engine;

    @Option(names = "--pg", paramLabel = "MAJOR", description = "The PostgreSQL to judge for (default: that of --shadow, else 15).")
    private @Nullable Integer server;

    @Option(names = "--applied", paramLabel = "NUMBER", defaultValue = "0", description = {
            "SQL files up to this number are applied: later ones are judged, and what they meet is in use.",
            "Without it a lock on a table that an earlier file makes is only a warning."})
    private long applied;

    @Option(names = "--shadow", paramLabel = "URL", description = {
            "Also try the migrations, step by step, in a database of its own on this server, which is dropped afterwards:",
            "postgresql://USER[:PASSWORD]@HOST[:PORT]/DATABASE. The password may also stand in PGPASSWORD."})
    private @Nullable String shadow;

    @Option(names = "--schema", paramLabel = "FILE", description = {
            "With --shadow: SQL of what is there before the first SQL file (pg_dump --schema-only);",
            "for a Django project with --base: production's schema, in the place of the base's own history."})
    private @Nullable Path schema;

    @Option(names = "--base", paramLabel = "REF", description = {
            "The commit of this repository that runs in production, for instance origin/main: only what it has not is reported.",
            "With --shadow a Django project is judged as a deploy does: the base's models against the schema that the change makes."})
    private @Nullable String base;

    @Option(names = "--traffic", paramLabel = "FILE", description = {
            "With --shadow: what production has sent, exported from pg_stat_statements as JSON lines (docs/migrations.md).",
            "What worked before a change and does not after it blocks, with its calls."})
    private @Nullable Path traffic;

    @Option(names = "--python", paramLabel = "EXE", description = "The interpreter that imports Django's migrations (default: the project's .venv/bin/python, then venv/bin/python).")
    private @Nullable Path python;

    @Option(names = "--settings", paramLabel = "MODULE", description = "Django's settings (default: DJANGO_SETTINGS_MODULE, then what manage.py says).")
    private @Nullable String settings;

    @Option(names = "--env-file", paramLabel = "FILE", description = {
            "A file of NAME=value lines: the environment in which Django's settings are imported.",
            "Without it what they need and do not find gets a stand-in."})
    private @Nullable Path environment;

    @Option(names = "--json", description = "Print one JSON value for scripts.")
    private boolean json;

    @Option(names = "--sarif", paramLabel = "FILE", description = "Also write SARIF 2.1.0 to this file; - prints it in the place of text.")
    private @Nullable String sarif;

    @Option(names = "--github", description = "Print annotations for GitHub Actions.")
    private boolean github;

    @Option(names = "--overrides", paramLabel = "FILE", description = "A YAML list of {rule, migration, sha256, reason}.")
    private @Nullable Path overrides;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final List<String> notes = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Out out = new Out(spec.commandLine().getOut());
        List<RuleOverride> spoken = overrides == null ? List.of() : OverrideFile.read(overrides);
        usage();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw Common.Invalid.of(path.toString(), "there is no such file or folder",
                        "name files or folders of migrations");
            }
        }
        if (server != null && (server < 9 || server > 99)) {
            throw Common.Invalid.of("--pg", server + " is no PostgreSQL", "give its major version, for instance 15");
        }
        List<FileReport> reports;
        try {
            reports = reports(spoken);
        } catch (ShadowFailure e) {
            throw Common.Invalid.of("--shadow", String.valueOf(e.getMessage()), "or lint without it");
        } catch (IOException | UncheckedIOException e) {
            throw Common.Invalid.of(paths.getFirst().toString(), "it cannot be read: " + e.getMessage(),
                    "see that the files are there and may be read");
        }
        notes.forEach(note -> spec.commandLine().getErr().println("note: " + note));
        spec.commandLine().getErr().flush();
        boolean blocks = reports.stream().anyMatch(FileReport::blocks);
        print(out, reports);
        return blocks ? 1 : 0;
    }

    /** Options that want one another. */
    private void usage() {
        if (schema != null && "django".equals(engine) && base == null) {
            throw Common.Invalid.of("--schema",
                    "Django's migrations begin with nothing: what is there is what they made",
                    "leave it out for django, or name by --base what has made it");
        }
        if (schema != null && (shadow == null || !Files.isRegularFile(schema))) {
            throw Common.Invalid.of("--schema",
                    shadow == null ? "without --shadow there is nothing to make it on" : schema + " is no file",
                    "give --shadow URL and the file that pg_dump --schema-only has written");
        }
        if (traffic != null && shadow == null) {
            throw Common.Invalid.of("--traffic", "without --shadow there is nothing to prepare it on",
                    "give --shadow URL");
        }
        if (base != null && applied > 0) {
            throw Common.Invalid.of("--applied", "--base says which files are applied", "leave one of them out");
        }
        if (base != null && "sqlite".equals(engine)) {
            throw Common.Invalid.of("--base", "SQLite's tables are judged by the whole of their files",
                    "name by --applied what has run");
        }
        if (shadow != null && "sqlite".equals(engine)) {
            throw Common.Invalid.of("--shadow", "it is a PostgreSQL, on which SQLite's files are not tried",
                    "leave --shadow out for sqlite");
        }
    }

    private List<FileReport> reports(List<RuleOverride> spoken) throws IOException {
        Map<String, Long> sent = traffic == null ? Map.of() : TrafficFile.read(traffic);
        try (LintBase at = base == null ? null : LintBase.of(base, paths.getFirst(), tools())) {
            if (shadow != null) {
                return tried(shadow, at, sent, spoken);
            }
            LintRun run = run(server == null ? 15 : server, spoken, LintRun.Tried.NOWHERE, at);
            if (at != null && run.django(paths)) {
                notes.add("the structure is not looked at: that needs a server, --shadow URL");
            }
            return run.reports(paths);
        }
    }

    private List<FileReport> tried(String url, @Nullable LintBase at, Map<String, Long> sent,
            List<RuleOverride> spoken) throws IOException {
        boolean django = run(15, spoken, LintRun.Tried.NOWHERE, at).django(paths);
        if (django && at == null && traffic != null) {
            throw Common.Invalid.of("--traffic", "of a Django project it is asked against what runs in production",
                    "name that: --base origin/main");
        }
        if (django && at == null) {
            notes.add("the structure is not looked at: name what runs in production, for instance --base origin/main");
        }
        String before = schema == null ? "" : Files.readString(schema);
        ShadowServer place = server(url);
        try (Shadows shadows = new Shadows(place, before,
                sent.entrySet().stream().map(e -> Sent.of(e.getKey(), e.getValue())).filter(Sent::told).toList())) {
            DjangoBase change = at == null
                    ? null
                    : new DjangoBase(at, place, schema, sent, spoken, notes::add, tools());
            // On production's schema a history has nothing to begin with.
            Witness history = schema == null ? shadows : Witness.NONE;
            List<FileReport> reports = run(server == null ? shadows.version() : server, spoken,
                    new LintRun.Tried(shadows, history, change), at).reports(paths);
            if (!sent.isEmpty() && !django) {
                notes.add(shadows.working() + " of the " + sent.size()
                        + " statements of --traffic work before the first pending file, and were tried again after each"
                        + (shadows.working() == 0
                                ? "; name what is there before by --base, --applied or --schema"
                                : ""));
            }
            return reports;
        }
    }

    private LintRun run(int major, List<RuleOverride> spoken, LintRun.Tried tried, @Nullable LintBase at) {
        return new LintRun(engine, major,
                new Imports(python, settings, Imports.environment(environment), notes::add), spoken, tried, applied, at,
                tools());
    }

    private static ShadowServer server(String url) {
        try {
            return ShadowServer.at(ServerAddress.of(url, System.getenv("PGPASSWORD")));
        } catch (IllegalArgumentException e) {
            throw Common.Invalid.of("--shadow", String.valueOf(e.getMessage()),
                    "name a server, for instance postgresql://ci@localhost:5432/postgres");
        }
    }

    private House.Tools tools() {
        return ((Towline) spec.root().userObject()).house().tools();
    }

    private void print(Out out, List<FileReport> reports) throws IOException {
        if (sarif != null && !sarif.equals("-")) {
            String text = Out.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(LintFormats.sarif(reports))
                    + "\n";
            String user = System.getProperty("user.name", "");
            tools().files().write(Path.of(sarif).toAbsolutePath().toString(), text.getBytes(StandardCharsets.UTF_8),
                    new Ownership(user, user, 0644));
        }
        if (json) {
            out.json(LintFormats.json(reports));
        } else if ("-".equals(sarif)) {
            out.json(LintFormats.sarif(reports));
        } else if (github) {
            LintFormats.github(reports).forEach(out::line);
        } else {
            text(out, reports);
        }
    }

    private static void text(Out out, List<FileReport> reports) {
        int blocking = 0;
        int warnings = 0;
        for (FileReport report : reports) {
            for (Located finding : report.findings()) {
                blocking += finding.severity() == Severity.BLOCK ? 1 : 0;
                warnings += finding.severity() == Severity.WARN ? 1 : 0;
                out.line(report.file().path() + ":" + finding.place().line() + ":" + finding.place().column() + ": "
                        + (finding.severity() == Severity.BLOCK ? "blocks" : "warning") + " [" + finding.rule().id()
                        + ", "
                        + finding.verdict().word() + "]");
                out.line("    " + finding.statement());
                out.line("    why:    " + finding.why());
                finding.remedy().lines().limit(1).forEach(line -> out.line("    remedy: " + line));
                finding.remedy().lines().skip(1).forEach(line -> out.line("        " + line));
            }
        }
        out.line(reports.size() + (reports.size() == 1 ? " migration, " : " migrations, ") + blocking + " blocking, "
                + warnings
                + (warnings == 1 ? " warning" : " warnings"));
    }
}
