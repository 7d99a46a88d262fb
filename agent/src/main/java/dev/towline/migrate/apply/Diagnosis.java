package dev.towline.migrate.apply;

import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.lint.Step;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a person is told who asks why ledger, catalog and the files of the release that runs do not agree; each with what every side
 * says and what to do. Nothing is changed, and no lock is taken.
 */
final class Diagnosis {
    private static final String AGAIN = "towline retry SITE: it goes on where it was";
    private final Task task;
    private final Map<String, Row> rows;
    private final Map<String, SourceFile> files = new HashMap<>();
    private final Catalog catalog;
    private final Optional<String> holder;
    private final List<Told> told = new ArrayList<>();

    private Diagnosis(Task task, Map<String, Row> rows, Catalog catalog, Optional<String> holder) {
        this.task = task;
        this.rows = rows;
        this.catalog = catalog;
        this.holder = holder;
        task.files().forEach(file -> files.put(file.name(), file));
    }

    static Answers of(Task task, Session session, Ledger ledger) throws SQLException {
        Map<String, Row> rows = ledger.rows();
        Diagnosis diagnosis = new Diagnosis(task, rows, Catalog.of(session), session.holder());
        diagnosis.look(ledger.exists());
        return new Answers().list("findings", diagnosis.told).list("notes", List.of(diagnosis.counted()));
    }

    private void look(boolean ledger) {
        Standing standing = Standing.of(task.files(), rows, task.baseline(), task.overrides());
        // Where the baseline covers all of them, it is made with the first that runs.
        if (!ledger && !standing.pending().isEmpty()) {
            lost();
            return;
        }
        standing.pending().stream().filter(file -> !rows.containsKey(file.name())).forEach(this::unknown);
        rows.values().forEach(row -> row(row, standing));
        Agreement.missing(task, rows, catalog).forEach(this::gone);
        catalog.invalid().forEach(this::invalid);
    }

    private String counted() {
        long ran = rows.values().stream()
                .filter(r -> r.state() == Row.State.DONE || r.state() == Row.State.BASELINE).count();
        long waiting = rows.values().stream().filter(Row::waits).count();
        return ran + (ran == 1 ? " file has" : " files have") + " run in " + task.database() + ", " + waiting
                + (waiting == 1 ? " waits" : " wait") + " for the contract";
    }

    private void problem(String what, String ledger, String files, String catalog, String remedy) {
        told.add(new Told(what, ledger, files, catalog, remedy, false));
    }

    private void lost() {
        String there = task.files().stream().flatMap(file -> Script.of(file.text()).statements().stream())
                .flatMap(s -> s.changes().stream()).filter(c -> c.is(Kind.CREATE_TABLE)).map(Change::table)
                .filter(Objects::nonNull).filter(catalog::hasTable).map(Name::toString).distinct()
                .collect(Collectors.joining(", "));
        long last = task.files().stream().mapToLong(f -> f.number().orElse(0)).max().orElse(0);
        problem("towline.sql_file", "is not there", "the release has " + task.files().size() + ", up to number " + last,
                there.isEmpty() ? "has none of the tables that they make" : "has tables that they make: " + there,
                there.isEmpty()
                        ? "if this is the right database, the next release makes them"
                        : "restore the schema towline from a restore point (towline restore SITE --to-scratch --keep);"
                                + " without one say up to which number they have run: migrations: { engine: sql, baseline: "
                                + last + " }");
    }

    private void unknown(SourceFile file) {
        problem(file.name(), "nothing", "the release that runs has it", "",
                "if it has run, put its row back (a restore point has the table towline.sql_file); if not, the next release runs it");
    }

    private void row(Row row, Standing standing) {
        SourceFile file = files.get(row.name());
        switch (row.state()) {
            case CANCELLED, BASELINE -> {
            }
            case RUNNING -> half(row, file);
            case WAITING -> waits(row, file);
            case DONE -> {
                if (file == null) {
                    away(row, standing);
                } else if (standing.refusals().stream().anyMatch(r -> r.file().equals(file.path()))) {
                    problem(row.name(), ran(row) + " with the sha256 " + row.sha256(),
                            "it was edited since, its sha256 is " + file.sha256(), "",
                            "put it back as it was, and write what shall change in a new file; if it means the same,"
                                    + " override the rule out-of-order for this sha256");
                }
            }
        }
    }

    private static String ran(Row row) {
        return "it ran with release " + row.release();
    }

    /** Run by a newer release, or taken out of the folder. */
    private void away(Row row, Standing standing) {
        boolean refused = standing.refusals().stream().anyMatch(r -> r.file().equals(row.name()));
        boolean taken = standing.taken().contains(row);
        String without = "the release that runs does not have it";
        if (refused) {
            problem(row.name(), ran(row), without + ", and has later ones", "",
                    "put it back: hosts that are made anew would have another schema");
        } else if (taken) {
            problem(row.name(), ran(row) + " and took away: " + String.join(" ", row.takes().lines().toList()), without,
                    "", "its code may need that: release one that has the file");
        } else {
            told.add(new Told(row.name(), ran(row), without + ": it is older, and its code lives with it", "", "",
                    true));
        }
    }

    private void waits(Row row, @Nullable SourceFile file) {
        if (!row.error().isEmpty()) {
            problem(row.name(), "waits for the contract since release " + row.release() + "; the last attempt: "
                    + row.error(), "", "", "mend what it speaks of, then: towline contract SITE");
        } else if (file != null && !file.sha256().equals(row.sha256())) {
            told.add(new Told(row.name(), "waits as release " + row.release() + " brought it",
                    "it was edited since, and is judged anew", "", "", true));
        }
    }

    /** Cut, or at work now. */
    private void half(Row row, @Nullable SourceFile file) {
        if (holder.isPresent()) {
            told.add(new Told(row.name(), "is run now, by pid " + holder.get(), "", "", "look again when it has ended",
                    true));
            return;
        }
        boolean same = file != null && file.sha256().equals(row.sha256());
        List<Step> steps = same ? Step.of(Script.of(Objects.requireNonNull(file).text())) : List.of();
        String next = row.steps() < steps.size()
                ? ": " + Values.hidden(steps.get(row.steps()).statements().getFirst().text())
                : "";
        String ledger = "begun with release " + row.release() + " and cut: " + row.steps()
                + (steps.isEmpty() ? "" : " of " + steps.size()) + " steps have committed, step " + (row.steps() + 1)
                + (row.begun() > 0 ? " may have" : " has not") + next
                + (row.error().isEmpty() ? "" : "; the last attempt: " + row.error());
        String said = file == null
                ? "the release that runs does not have it"
                : same ? "" : "it was edited since, its sha256 is " + file.sha256();
        problem(row.name(), ledger, said, row.begun() > 0 && row.steps() < steps.size()
                ? state(steps.get(row.steps()))
                : "", file == null ? "release one that has the file: it goes on where it was" : AGAIN);
    }

    private String state(Step step) {
        return step.statements().stream().flatMap(s -> s.changes().stream())
                .filter(c -> c.is(Kind.CREATE_INDEX, Kind.DROP_INDEX) && c.name() != null)
                .map(c -> new Name(null, String.valueOf(c.name()))).map(this::indexState)
                .collect(Collectors.joining(", "));
    }

    private String indexState(Name name) {
        return catalog.index(name).map(i -> "the index " + name.name() + " is " + (i.valid() ? "valid" : "not valid"))
                .orElse("there is no index " + name.name());
    }

    private void gone(Expected made) {
        Row row = Objects.requireNonNull(rows.get(made.file().name()));
        problem(made.file().name(), ran(row), "it makes " + made.words(), "does not have it", made.remedy());
    }

    /** What a cut build of one's own has left is dropped by the next attempt; others are nobody's. */
    private void invalid(Catalog.Index index) {
        String what = "the index " + index.name() + " on " + index.table();
        if (index.building()) {
            told.add(new Told(what, "", "", "is being built", "", true));
            return;
        }
        Optional<SourceFile> maker = task.files().stream().filter(f -> makes(f, index.name())).findFirst();
        Row row = maker.map(file -> rows.get(file.name())).orElse(null);
        if (row != null && row.state() == Row.State.RUNNING) {
            return; // Told with its file.
        }
        boolean leftover = index.name().name().matches(".*_cc(new|old)[0-9]*");
        String name = Expected.quoted(index.name());
        problem(what, row == null ? "" : ran(row), maker.map(f -> f.name() + " makes it").orElse("none makes it"),
                "is not valid: it costs every write and helps no query",
                leftover
                        ? "a cut REINDEX has left it: DROP INDEX CONCURRENTLY " + name
                        : "REINDEX INDEX CONCURRENTLY " + name + ", or DROP INDEX CONCURRENTLY " + name);
    }

    private static boolean makes(SourceFile file, Name index) {
        return Script.of(file.text()).statements().stream().flatMap(s -> s.changes().stream())
                .anyMatch(c -> c.is(Kind.CREATE_INDEX) && c.name() != null
                        && index.name().equals(c.name()));
    }
}
