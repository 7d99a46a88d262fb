package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.rule.Judge;
import dev.towline.migrate.rule.Judged;
import dev.towline.migrate.rule.Scene;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.rule.Verdict;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Engine;
import dev.towline.migrate.sql.Flaw;
import dev.towline.migrate.sql.Place;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Files of SQL, folder by folder: one transaction and one phase each. */
public final class SqlLint {
    private static final Set<String> AT_ONCE = Set.of("unbatched-backfill", "backfill-in-one-statement");
    private final Supplier<Scene> scenes;
    private final List<RuleOverride> overrides;
    private final Witness witness;
    private final Applied applied;

    /** Each folder begins with a scene of its own. */
    public SqlLint(Supplier<Scene> scenes, List<RuleOverride> overrides) {
        this(scenes, overrides, Witness.NONE, Applied.nobodyKnows());
    }

    public SqlLint(Supplier<Scene> scenes, List<RuleOverride> overrides, Witness witness, Applied applied) {
        this.scenes = scenes;
        this.overrides = List.copyOf(overrides);
        this.witness = witness;
        this.applied = applied;
    }

    /** Reports in the order in which the files run. */
    public List<FileReport> lint(List<SourceFile> files) {
        List<FileReport> reports = new ArrayList<>();
        for (Folder folder : Folder.all(files, scenes.get().engine())) {
            Scene scene = scenes.get();
            Remakes remakes = new Remakes();
            witness.fresh();
            boolean begun = false;
            for (Folder.Read found : folder.files()) {
                if (!folder.sequence() && !reports.isEmpty()) {
                    witness.fresh();
                    begun = false;
                    scene = scenes.get();
                    remakes = new Remakes();
                }
                Folder.Read read = scene.engine() == Engine.SQLITE ? remakes.seenThrough(found) : found;
                scene.nextFile();
                if (applied.has(read.file())) {
                    file(read, scene, folder);
                    scene.settle();
                    List<Located> edited = applied.about(read.file());
                    if (!edited.isEmpty()) {
                        reports.add(report(read.file(), edited));
                    }
                    continue;
                }
                if (!begun) {
                    witness.baseline();
                    begun = true;
                }
                List<Located> findings = new ArrayList<>(folder.aboutNames(read.file()));
                findings.addAll(applied.about(read.file()));
                findings.addAll(file(read, scene, folder));
                reports.add(report(read.file(), findings));
            }
        }
        applied.gone(files).forEach(gone -> reports.add(report(gone.file(), gone.findings())));
        return reports;
    }

    private FileReport report(SourceFile file, List<Located> findings) {
        return new FileReport(file, findings.stream().map(f -> overridden(f, file)).toList());
    }

    /**
     * A file as a deployment meets it.
     *
     * @param inUse whether running code knows what it has made
     * @param pending whether it has not run yet, so that it is reported
     * @param begun what of it has run already
     */
    public record Turn(SourceFile file, boolean inUse, boolean pending, Begun begun) {
        public Turn(SourceFile file, boolean inUse, boolean pending) {
            this(file, inUse, pending, Begun.NOTHING);
        }
    }

    /**
     * The pending files among those of one folder, told in the order in which they run.
     *
     * @param nobodys whether what a run makes of which running code knows nothing is nobody's for all of the run, or only for its file
     */
    public List<Deployable> deploy(List<Turn> turns, boolean nobodys) {
        Folder folder = new Folder(
                turns.stream().map(t -> new Folder.Read(t.file(), Script.of(t.file().text()))).toList(), true);
        Scene scene = scenes.get();
        List<Deployable> found = new ArrayList<>();
        witness.fresh();
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            if (nobodys) {
                scene.nextOfRun();
            } else {
                scene.nextFile();
            }
            if (turn.pending()) {
                found.add(pending(folder.files().get(i), turn.begun(), scene, folder));
            } else {
                unwatched(folder.files().get(i), scene);
            }
            if (turn.inUse()) {
                scene.settle();
            }
        }
        return found;
    }

    /** Of what has run, only what it teaches counts. */
    private static void unwatched(Folder.Read read, Scene scene) {
        Transactions transactions = new Transactions(read.script(), scene);
        Judge judge = new Judge(scene);
        for (Statement statement : read.script().statements()) {
            transactions.before(statement);
            judge.judge(statement);
        }
    }

    private Deployable pending(Folder.Read read, Begun begun, Scene scene, Folder folder) {
        SourceFile file = read.file();
        Looked looked = look(read, begun, scene);
        List<Located> findings = new ArrayList<>(folder.aboutNames(file));
        findings.addAll(new Phases(read, folder, looked.all(), true).check(looked.findings()));
        boolean contract = waits(file, looked.all());
        List<String> takes = looked.all().stream()
                .filter(j -> !Phases.loosens(j) && (j.breaks(Verdict.CONTRACT) || j.breaks(Verdict.NEVER)))
                .map(j -> j.change().sql().strip())
                .toList();
        return new Deployable(new FileReport(file, findings.stream().map(f -> overridden(f, file)).toList()), contract,
                takes);
    }

    private boolean waits(Judged judged, SourceFile file) {
        return !Phases.loosens(judged) && judged.findings().stream().filter(f -> f.verdict() == Verdict.CONTRACT)
                .anyMatch(f -> overrides.stream().noneMatch(o -> o.covers(f.rule(), file)));
    }

    private Located overridden(Located finding, SourceFile file) {
        Located result = finding;
        for (RuleOverride override : overrides) {
            result = override.applied(result, file);
        }
        return result;
    }

    private List<Located> file(Folder.Read read, Scene scene, Folder folder) {
        Looked looked = look(read, Begun.NOTHING, scene);
        List<Located> findings = new ArrayList<>(
                new Phases(read, folder, looked.all(), false).check(looked.findings()));
        findings.addAll(lost(read, looked.all()));
        return findings;
    }

    /** What running code sends and this file makes fail; a file that waits may do so once nothing sends it. */
    private List<Located> lost(Folder.Read read, List<Judged> all) {
        boolean contract = waits(read.file(), all);
        return witness.lost().stream().map(lost -> {
            Change change = all.stream().map(Judged::change)
                    .filter(c -> c.table() != null && lost.table().endsWith(c.table().name()))
                    .reduce((a, b) -> b).orElse(null);
            Place place = change == null ? new Place(1, 1) : Place.of(read.script().text(), change.offset());
            Located located = Located.of(Finding.of("traffic"), place, change == null ? "" : change.sql())
                    .saying("running code " + lost.what());
            return contract
                    ? located.as(Severity.WARN)
                            .advising("nothing: the file waits, and a deploy asks again before it runs")
                    : located;
        }).toList();
    }

    /** Whether it is a contract. */
    private boolean waits(SourceFile file, List<Judged> all) {
        return Header.of(file.text()).contract()
                || all.stream().anyMatch(j -> waits(j, file));
    }

    /** What is in a file, before its phase counts. */
    private record Looked(List<Located> findings, List<Judged> all) {}

    private Looked look(Folder.Read read, Begun begun, Scene scene) {
        Script script = read.script();
        Transactions transactions = new Transactions(script, scene);
        Judge judge = new Judge(scene);
        List<Judged> all = new ArrayList<>();
        List<Located> findings = new ArrayList<>();
        Optional<Batches> batches = Batches.of(script);
        witness.begin(scene.transaction().open());
        List<Change> changes = script.statements().stream().flatMap(s -> s.changes().stream()).toList();
        int done = 0;
        for (Statement statement : script.statements()) {
            transactions.before(statement);
            done += statement.changes().size();
            scene.ahead(changes.subList(done, changes.size()));
            List<Judged> found = batches.isPresent() ? batched(judge.judge(statement)) : judge.judge(statement);
            for (Judged judged : found) {
                all.add(judged);
                judged.findings().stream().filter(finding -> !waitsForNobody(finding, judged, scene))
                        .forEach(finding -> findings.add(located(finding, judged, statement, script, scene)));
            }
            if (!begun.ran(statement)) {
                List<Located> seen = witnessed(batches.map(b -> b.tried(statement)).orElse(statement), found, script,
                        scene);
                findings.addAll(begun.perhaps(statement) ? List.of() : seen);
            }
        }
        witness.end();
        findings.addAll(transactions.end());
        return new Looked(findings, all);
    }

    /** What is said of many rows at once is not meant. */
    private static List<Judged> batched(List<Judged> found) {
        return found.stream().map(judged -> new Judged(judged.change(),
                judged.findings().stream().filter(f -> !AT_ONCE.contains(f.rule().id())).toList())).toList();
    }

    /** Where it is known what is applied, a table of an earlier file that is reported as well is not there yet. */
    private boolean waitsForNobody(Finding finding, Judged judged, Scene scene) {
        return applied.known() && finding.verdict() == Verdict.BLOCKING && scene.earlier(judged.change().table());
    }

    /** What was seen, where the rules had not been as careful. */
    private List<Located> witnessed(Statement statement, List<Judged> found, Script script, Scene scene) {
        Verdict known = Verdict.worst(found.stream().map(Judged::verdict).toList());
        boolean shortLock = found.stream().anyMatch(judged -> scene.earlier(judged.change().table()))
                || found.stream().allMatch(judged -> brief(judged.change(), scene));
        List<Located> findings = new ArrayList<>();
        for (Witness.Seen seen : witness.watch(statement)) {
            Finding finding = seen.finding();
            if (seen.addsTo(known)) {
                Located located = Located
                        .of(finding, Place.of(script.text(), statement.offset()), statement.text()).saying(seen.what());
                findings.add(shortLock && finding.verdict() == Verdict.BLOCKING ? located.as(Severity.WARN) : located);
            }
        }
        return findings;
    }

    /** Its table is small, or nobody's. */
    private static boolean brief(Change change, Scene scene) {
        return change.table() != null && (scene.small(change.table()) || !scene.busy(change.table()));
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
