package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.rule.Judge;
import dev.towline.migrate.rule.Judged;
import dev.towline.migrate.rule.Scene;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.rule.Verdict;
import dev.towline.migrate.sql.Engine;
import dev.towline.migrate.sql.Flaw;
import dev.towline.migrate.sql.Place;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Files of SQL, folder by folder: one transaction and one phase each. */
public final class SqlLint {
    private final Supplier<Scene> scenes;
    private final List<RuleOverride> overrides;

    /** Each folder begins with a scene of its own. */
    public SqlLint(Supplier<Scene> scenes, List<RuleOverride> overrides) {
        this.scenes = scenes;
        this.overrides = List.copyOf(overrides);
    }

    /** Reports in the order in which the files run. */
    public List<FileReport> lint(List<SourceFile> files) {
        List<FileReport> reports = new ArrayList<>();
        for (Folder folder : Folder.all(files, scenes.get().engine())) {
            Scene scene = scenes.get();
            Remakes remakes = new Remakes();
            for (Folder.Read found : folder.files()) {
                if (!folder.sequence()) {
                    scene = scenes.get();
                    remakes = new Remakes();
                }
                Folder.Read read = scene.engine() == Engine.SQLITE ? remakes.seenThrough(found) : found;
                scene.nextFile();
                List<Located> findings = new ArrayList<>(folder.aboutNames(read.file()));
                findings.addAll(file(read, scene, folder));
                reports.add(
                        new FileReport(read.file(), findings.stream().map(f -> overridden(f, read.file())).toList()));
            }
        }
        return reports;
    }

    private Located overridden(Located finding, SourceFile file) {
        Located result = finding;
        for (RuleOverride override : overrides) {
            result = override.applied(result, file);
        }
        return result;
    }

    private static List<Located> file(Folder.Read read, Scene scene, Folder folder) {
        Script script = read.script();
        Transactions transactions = new Transactions(script, scene);
        Judge judge = new Judge(scene);
        List<Judged> all = new ArrayList<>();
        List<Located> findings = new ArrayList<>();
        for (Statement statement : script.statements()) {
            transactions.before(statement);
            for (Judged judged : judge.judge(statement)) {
                all.add(judged);
                judged.findings().forEach(finding -> findings.add(located(finding, judged, statement, script, scene)));
            }
        }
        findings.addAll(transactions.end());
        return new Phases(read, folder, all).check(findings);
    }

    private static Located located(Finding finding, Judged judged, Statement statement, Script script, Scene scene) {
        Flaw flaw = statement.flaw();
        if (flaw != null) {
            return Located.of(finding, Place.of(script.text(), flaw.offset()), statement.text()).saying(flaw.message());
        }
        Located found = Located.of(finding, Place.of(script.text(), judged.change().offset()), judged.change().sql());
        boolean earlier = finding.verdict() == Verdict.BLOCKING && finding.severity() == Severity.WARN
                && scene.earlier(judged.change().table());
        return earlier
                ? found.saying("an earlier file makes the table; if that one is not applied yet either, nobody waits")
                : found;
    }
}
