package dev.towline.migrate.apply;

import dev.towline.migrate.apply.Failure.Code;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.shadow.ShadowCopy;
import dev.towline.migrate.shadow.ShadowFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The commands about the SQL files of one release and one database. Each gives its answer and throws nothing that a server says. */
public final class SqlFileCommands {
    private final Task task;
    private final Session.Link link;

    public SqlFileCommands(Task task) {
        this(task, () -> task.address().connect("towline migrations"));
    }

    SqlFileCommands(Task task, Session.Link link) {
        this.task = task;
        this.link = link;
    }

    /** What a command does in its session. */
    @FunctionalInterface
    private interface Doing {
        Answers in(Session session, Ledger ledger) throws SQLException;
    }

    /** What is pending and what waits. */
    public Map<String, @Nullable Object> status() {
        return answer("status", (session, ledger) -> {
            Map<String, Row> rows = ledger.rows();
            return new Answers().list("pending", standing(rows).pending().stream().map(SourceFile::name).toList())
                    .list("waiting", Answers.waiting(rows));
        });
    }

    /** Whether the release fits what is there, where nothing is pending. */
    public Map<String, @Nullable Object> check() {
        return answer("check", (session, ledger) -> {
            Map<String, Row> rows = ledger.rows();
            Standing standing = standing(rows);
            Agreement.require(task, rows, session);
            return history(standing, rows);
        });
    }

    /** Where ledger, catalog and the files of the release do not agree, with what each says. */
    public Map<String, @Nullable Object> doctor() {
        return answer("doctor", (session, ledger) -> Diagnosis.of(task, session, ledger));
    }

    private Answers history(Standing standing, Map<String, Row> rows) {
        List<Refusal> refusals = new ArrayList<>(standing.refusals());
        if (task.files().isEmpty() && rows.isEmpty()) {
            refusals.add(Refusal.ofHistory("", "the release has no folder of SQL files, or nothing is in it",
                    "see 'release.migrations.files' of the component, and the app's 'path'"));
        }
        return new Answers().list("refusals", Answers.refusals(refusals))
                .list("problems", Answers.problems(task, standing.taken())).list("notes", standing.notes());
    }

    /**
     * Judges what is pending.
     *
     * @param shadow name of the copy on which it is tried
     * @param running which files the release that runs has: its code knows what they made
     * @param maintenance whether they run as they are, because no code runs meanwhile
     */
    public Map<String, @Nullable Object> plan(String shadow, Predicate<SourceFile> running, boolean maintenance) {
        return answer("plan", (session, ledger) -> {
            Map<String, Row> rows = ledger.rows();
            Standing standing = standing(rows);
            Answers answers = history(standing, rows);
            if (!standing.refusals().isEmpty() || !standing.taken().isEmpty()) {
                return answers;
            }
            Agreement.require(task, rows, session);
            Judging judging = Judging.on(session, task.overrides(), running, rows);
            try (ShadowCopy copy = ShadowCopy.at(task.address(), shadow)) {
                Judging.Outcome outcome = maintenance
                        ? judging.maintenance(standing, copy)
                        : judging.plan(standing, copy);
                return answers.list("refusals", Answers.refusals(outcome.refusals())).list("files", outcome.files())
                        .list("statements", outcome.files().stream().map(SqlFileCommands::told).toList());
            }
        });
    }

    private static Map<String, String> told(Planned file) {
        return Map.of("phase", file.contract() ? "contract" : "expand", "sql", file.name(), "why",
                String.join(" ", file.takes().lines().toList()));
    }

    /** Runs what was judged, in the order of the numbers; what waits is taken into the ledger on its way. */
    public Map<String, @Nullable Object> run(List<Planned> plan) {
        return answer("run", (session, ledger) -> {
            session.acquire();
            ledger.create();
            baseline(session, ledger);
            Map<String, Row> rows = ledger.rows();
            Standing standing = standing(rows);
            if (!standing.refusals().isEmpty() || !standing.taken().isEmpty()) {
                return history(standing, rows);
            }
            Agreement.require(task, rows, session);
            for (Row gone : standing.gone()) {
                ledger.put(state(gone, Row.State.CANCELLED));
            }
            Map<String, Planned> planned = plan.stream()
                    .collect(Collectors.toMap(Planned::name, Function.identity()));
            List<SourceFile> open = new ArrayList<>(standing.pending());
            open.addAll(standing.waiting());
            for (SourceFile file : Standing.sorted(open)) {
                Planned judged = planned.get(file.name());
                if (judged != null && judged.sha256().equals(file.sha256())) {
                    take(file, judged, rows.get(file.name()), session, ledger);
                } else if (standing.pending().contains(file)) {
                    throw Failure.of(Code.FAILED, file.path() + " was not judged as it is now; nothing of it is run");
                }
            }
            return new Answers().list("waiting", Answers.waiting(ledger.rows()));
        });
    }

    private void take(SourceFile file, Planned judged, @Nullable Row before, Session session, Ledger ledger)
            throws SQLException {
        boolean begun = before != null && before.state() == Row.State.RUNNING;
        Row fresh = new Row(file.name(), file.sha256(), task.release(), judged.contract(), Row.State.WAITING, 0, 0,
                judged.takes(), "");
        Row row = before != null && begun ? before : fresh;
        if (judged.contract()) {
            if (!begun) {
                ledger.put(row);
                session.say(file.name() + " waits for the contract");
            }
            return;
        }
        session.say("running " + file.name());
        new FileRun(session, ledger, file).run(row);
    }

    /** What another tool has run. */
    private void baseline(Session session, Ledger ledger) throws SQLException {
        if (!ledger.rows().isEmpty()) {
            return;
        }
        session.together(() -> {
            for (SourceFile file : task.files()) {
                if (file.number().orElse(Long.MAX_VALUE) <= task.baseline()) {
                    ledger.put(new Row(file.name(), file.sha256(), task.release(), false, Row.State.BASELINE, 0, 0, "",
                            ""));
                }
            }
        });
    }

    /**
     * Runs what waits and no running code needs: what the release that runs brought itself, or one before it. One that fails is said,
     * and those behind it go on waiting.
     *
     * @param running the files of the release that runs
     * @param both whether the release in hand must have it as well, because it is about to follow
     */
    public Map<String, @Nullable Object> contract(List<SourceFile> running, boolean both) {
        return answer("contract", (session, ledger) -> {
            session.acquire();
            Map<String, SourceFile> live = named(running);
            Map<String, SourceFile> next = named(task.files());
            List<Map<String, String>> blocked = new ArrayList<>();
            List<String> notes = new ArrayList<>();
            List<String> done = new ArrayList<>();
            Map<String, Row> rows = ledger.rows();
            for (SourceFile at : Standing.sorted(rows.values().stream().filter(Row::waits)
                    .map(row -> new SourceFile(row.name(), "")).toList())) {
                Row row = Objects.requireNonNull(rows.get(at.name()));
                SourceFile file = live.get(row.name());
                if (file == null || !has(live, row) || both && !has(next, row)) {
                    notes.add(row.name() + " goes on waiting: " + (file == null || !has(live, row)
                            ? "the release that runs is not yet one that has it, so its code may need what goes"
                            : "the release that comes does not have it"));
                    break;
                }
                Optional<Map<String, String>> failed = contracted(file, row, running, session, ledger);
                failed.ifPresentOrElse(blocked::add, () -> done.add(row.name()));
                if (failed.isPresent()) {
                    break;
                }
            }
            return new Answers().list("done", done).list("blocked", blocked).list("notes", notes).list("waiting",
                    Answers.waiting(ledger.rows()));
        });
    }

    private static boolean has(Map<String, SourceFile> release, Row row) {
        SourceFile file = release.get(row.name());
        return file != null && file.sha256().equals(row.sha256());
    }

    private Optional<Map<String, String>> contracted(SourceFile file, Row row, List<SourceFile> running,
            Session session, Ledger ledger) throws SQLException {
        Standing known = Standing.of(running, ledger.rows(), task.baseline(), task.overrides());
        Optional<Refusal> refusal = Judging.on(session, task.overrides(), f -> true, Map.of()).again(known, file)
                .stream()
                .findFirst();
        if (refusal.isPresent()) {
            return Optional
                    .of(Answers.blocked(row.name(), refusal.get().statement() + ": " + refusal.get().why(),
                            refusal.get().remedy()));
        }
        try {
            session.say("contracting " + file.name());
            new FileRun(session, ledger, file).run(row);
            return Optional.empty();
        } catch (Failure failure) {
            String why = String.valueOf(failure.getMessage());
            Row now = ledger.rows().getOrDefault(row.name(), row);
            ledger.put(new Row(now.name(), now.sha256(), now.release(), now.contract(), now.state(), now.steps(),
                    now.begun(), now.takes(), why));
            return Optional.of(Answers.blocked(row.name(), why, "mend the rows that it speaks of; it is tried again"));
        }
    }

    private static Row state(Row row, Row.State state) {
        return new Row(row.name(), row.sha256(), row.release(), row.contract(), state, row.steps(), row.begun(),
                row.takes(), row.error());
    }

    private static Map<String, SourceFile> named(List<SourceFile> files) {
        Map<String, SourceFile> named = new HashMap<>();
        files.forEach(file -> named.put(file.name(), file));
        return named;
    }

    private Standing standing(Map<String, Row> rows) {
        return Standing.of(task.files(), rows, task.baseline(), task.overrides());
    }

    private Map<String, @Nullable Object> answer(String command, Doing doing) {
        try (Session session = new Session(link, task.budgets(), task.pause(), task.say())) {
            same(session);
            return doing.in(session, new Ledger(session)).ended(task, command);
        } catch (Failure failure) {
            return Answers.failed(task, command, failure);
        } catch (ShadowFailure failure) {
            return Answers.failed(task, command,
                    Failure.of(Code.DATABASE, task.address().cleaned(String.valueOf(failure.getMessage()))));
        } catch (SQLException e) {
            Code code = Session.away(e) ? Code.DATABASE : Code.FAILED;
            return Answers.failed(task, command,
                    Failure.of(code, task.address() + ": " + task.address().cleaned(Said.of(e))));
        }
    }

    /** What is saved and shadowed must be what is changed. */
    private void same(Session session) throws SQLException {
        String there = String.valueOf(session.text("SELECT current_database()"));
        if (!there.equals(task.database())) {
            throw Failure.of(Code.FAILED, "the release's environment leads to the database " + there
                    + ", and the one that is saved before is " + task.database());
        }
    }
}
