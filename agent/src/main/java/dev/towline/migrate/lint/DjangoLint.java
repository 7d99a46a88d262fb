package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.rule.Judge;
import dev.towline.migrate.rule.Judged;
import dev.towline.migrate.rule.Scene;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.rule.Transaction;
import dev.towline.migrate.rule.Verdict;
import dev.towline.migrate.sql.Flaw;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Place;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Django's migrations in their order. Towline defers what Django sends too early, statement by statement, and takes long locks by the real
 * table's size; so of these only a warning is left. What no order mends blocks, and what is in RunSQL is judged like a file.
 */
public final class DjangoLint {
    private static final Set<String> HANDLED = Set.of("foreign-key-without-index", "several-tables-locked",
            "backfill-in-one-statement",
            "slow-work-under-lock");
    private final Scene scene;
    private final List<RuleOverride> overrides;
    private final Witness witness;

    public DjangoLint(Scene scene, List<RuleOverride> overrides, Witness witness) {
        this.scene = scene;
        this.overrides = List.copyOf(overrides);
        this.witness = witness;
    }

    public List<FileReport> lint(List<DjangoMigration> migrations) {
        List<FileReport> reports = new ArrayList<>();
        witness.fresh();
        for (DjangoMigration migration : migrations) {
            scene.nextFile();
            witness.begin(migration.atomic());
            List<Located> findings = new ArrayList<>();
            for (DjangoMigration.Operation operation : migration.operations()) {
                // Each operation of a migration that is not atomic commits by itself.
                if (migration.operations().getFirst().equals(operation) || !migration.atomic()) {
                    scene.transaction(migration.atomic() ? Transaction.ofTheFile() : Transaction.none());
                }
                findings.addAll(operation(operation));
            }
            witness.end();
            reports.add(new FileReport(migration.file(),
                    findings.stream().map(f -> overridden(f, migration.file())).toList()));
        }
        return reports;
    }

    /** One report for each migration that could not be read at all. */
    public List<FileReport> unread(List<SourceFile> files, Map<SourceFile, String> why) {
        return files.stream().map(file -> {
            Located finding = Located
                    .of(Finding.of("unread-migration"), new Place(1, 1), file.name())
                    .saying(why.getOrDefault(file, "the project's migrations cannot be imported"));
            return new FileReport(file, List.of(overridden(finding, file)));
        }).toList();
    }

    private Located overridden(Located finding, SourceFile file) {
        Located result = finding;
        for (RuleOverride override : overrides) {
            result = override.applied(result, file);
        }
        return result;
    }

    private List<Located> operation(DjangoMigration.Operation operation) {
        List<Located> findings = new ArrayList<>();
        if (operation.opaque() != null) {
            findings.add(at(operation, Finding.of("unread-migration")).saying(operation.opaque()));
        }
        if (operation.transaction() != null) {
            findings.add(at(operation, Finding.of("concurrently-in-transaction")).saying(operation.transaction()));
        }
        if (operation.python()) {
            findings.add(at(operation, Finding.of("python-migration")));
        }
        if (operation.irreversible()) {
            findings.add(at(operation, Finding.of("irreversible")));
        }
        operation.was().forEach((column, type) -> {
            int dot = column.lastIndexOf('.');
            scene.type(new Name(null, Name.of(column.substring(0, dot)).name()), column.substring(dot + 1), type);
        });
        for (DjangoMigration.Sent sent : operation.statements()) {
            findings.addAll(statements(operation, sent));
        }
        return once(findings);
    }

    private List<Located> statements(DjangoMigration.Operation operation, DjangoMigration.Sent sent) {
        Judge judge = new Judge(scene);
        List<Located> findings = new ArrayList<>();
        for (Statement statement : Script.of(sent.sql()).statements()) {
            List<Judged> found = judge.judge(statement);
            for (Judged judged : found) {
                for (Finding finding : judged.inPieces().findings()) {
                    if (!sent.own() && ours(finding, judged)) {
                        continue;
                    }
                    findings.add(located(finding, judged, operation, sent, statement));
                }
            }
            findings.addAll(witnessed(operation, sent, statement, found));
        }
        return findings;
    }

    /** What was seen, where the rules had not been as careful. What waits for the contract is taken in steps, and a small table is locked briefly. */
    private List<Located> witnessed(DjangoMigration.Operation operation, DjangoMigration.Sent sent,
            Statement statement, List<Judged> found) {
        Verdict known = Verdict.worst(found.stream().map(Judged::verdict).toList());
        boolean waits = !sent.own() && found.stream().anyMatch(judged -> judged.breaks(Verdict.CONTRACT));
        List<Located> findings = new ArrayList<>();
        for (Witness.Seen seen : witness.watch(statement)) {
            boolean blocking = seen.finding().verdict() == Verdict.BLOCKING;
            if (seen.addsTo(known) && !(waits && blocking)) {
                Located located = Located.of(seen.finding(), operation.place(), statement.text()).saying(seen.what());
                findings.add(blocking && !sent.own() ? bySize(located) : located);
            }
        }
        return findings;
    }

    private static Located bySize(Located found) {
        return found.as(Severity.WARN)
                .saying("a deploy refuses it where the table is larger than " + (Scene.SMALL >> 20) + " MB");
    }

    private Located located(Finding finding, Judged judged, DjangoMigration.Operation operation,
            DjangoMigration.Sent sent, Statement statement) {
        Located found = Located.of(finding, operation.place(), judged.change().sql())
                .as(severity(finding, judged, sent));
        Flaw flaw = statement.flaw();
        if (flaw != null) {
            return found.saying(flaw.message());
        }
        boolean waits = finding.verdict() == Verdict.CONTRACT && !sent.own()
                && !judged.change().is(Kind.DROP_CONSTRAINT);
        if (waits) {
            return found
                    .advising("nothing: Towline holds this statement back until nothing that needs what it takes runs,"
                            + " and lays a bridge for new code meanwhile; elsewhere, move it to the next release");
        }
        boolean size = finding.verdict() == Verdict.BLOCKING && found.severity() == Severity.WARN
                && !judged.breaks(Verdict.CONTRACT);
        return size ? bySize(found) : found;
    }

    /** What Towline sees to by itself: it waits for the contract and takes it in steps, and Django makes a key's index in the next breath. */
    private static boolean ours(Finding finding, Judged judged) {
        boolean inSteps = finding.verdict() == Verdict.BLOCKING && judged.breaks(Verdict.CONTRACT);
        return inSteps || HANDLED.contains(finding.rule().id());
    }

    private static Severity severity(Finding finding, Judged judged, DjangoMigration.Sent sent) {
        boolean ordered = finding.verdict() == Verdict.BLOCKING && (!sent.own() || judged.breaks(Verdict.CONTRACT));
        return ordered ? Severity.WARN : finding.severity();
    }

    private static Located at(DjangoMigration.Operation operation, Finding finding) {
        return Located.of(finding, operation.place(), operation.describe());
    }

    /** An operation that Django writes as several statements breaks a rule once for each of their texts. */
    private static List<Located> once(List<Located> findings) {
        Map<String, Located> distinct = new LinkedHashMap<>();
        findings.forEach(finding -> distinct.putIfAbsent(finding.rule().id() + "/" + finding.statement(), finding));
        return List.copyOf(distinct.values());
    }
}
