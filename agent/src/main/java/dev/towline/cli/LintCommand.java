package dev.towline.cli;

import dev.towline.migrate.lint.FileReport;
import dev.towline.migrate.lint.Located;
import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.rule.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                "", "Example: towline lint migrations/", "         towline lint . --python .venv/bin/python --github"})
final class LintCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> paths;

    @Option(names = "--engine", paramLabel = "ENGINE", description = "sql, django or sqlite (default: django where a folder has Python migrations, else sql).")
    private @Nullable String engine;

    @Option(names = "--pg", paramLabel = "MAJOR", defaultValue = "15", description = "The PostgreSQL to judge for (default: ${DEFAULT-VALUE}).")
    private int server;

    @Option(names = "--python", paramLabel = "EXE", description = "The interpreter that imports Django's migrations (default: the project's .venv/bin/python, then venv/bin/python).")
    private @Nullable Path python;

    @Option(names = "--settings", paramLabel = "MODULE", description = "Django's settings (default: DJANGO_SETTINGS_MODULE, then what manage.py says).")
    private @Nullable String settings;

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

    @Override
    public Integer call() throws IOException {
        Out out = new Out(spec.commandLine().getOut());
        List<RuleOverride> spoken = overrides == null ? List.of() : OverrideFile.read(overrides);
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw OverrideFile.invalid(path.toString(), "there is no such file or folder",
                        "name files or folders of migrations");
            }
        }
        if (server < 9 || server > 99) {
            throw OverrideFile.invalid("--pg", server + " is no PostgreSQL", "give its major version, for instance 15");
        }
        List<FileReport> reports = new LintRun(engine, server, python, settings, spoken, tools()).reports(paths);
        boolean blocks = reports.stream().anyMatch(FileReport::blocks);
        print(out, reports);
        return blocks ? 1 : 0;
    }

    private House.Tools tools() {
        return ((Towline) spec.root().userObject()).house().tools();
    }

    private void print(Out out, List<FileReport> reports) throws IOException {
        if (sarif != null && !sarif.equals("-")) {
            Files.writeString(Path.of(sarif),
                    Out.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(LintFormats.sarif(reports)) + "\n");
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
