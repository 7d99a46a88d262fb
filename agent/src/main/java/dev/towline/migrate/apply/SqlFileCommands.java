package dev.towline.migrate.apply;

import dev.towline.migrate.apply.Failure.Code;
import dev.towline.migrate.lint.Batches;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.shadow.ShadowCopy;
import dev.towline.migrate.shadow.ShadowFailure;
import dev.towline.migrate.sql.Script;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands about the SQL files of one release and one database. Each gives its answer and throws nothing that a server says. */
public final class SqlFileCommands {
    /** How long the traffic must have been watched to count as all of it. */
    private static final Duration AGE = Duration.ofMinutes(10);
    private final Task task;
    private final Session.Link link;
    private final Duration age;

    public SqlFileCommands(Task task) {
        this(task, () -> task.address().connect("towline migrations"), AGE);
    }

    SqlFileCommands(Task task, Session.Link link, Duration age) {
        this.task = task;
        this.link = link;
        this.age = age;
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
                    "see 'release.migrations.files' of the component, and the app's 'path'", ""));
        }
        return new Answers().list("refusals", Answers.refusals(refusals))
                .list("problems", Answers.problems(task, standing.taken())).list("notes", standing.notes());
    }

    /**
     * Judges what is pending.
     *
     * @param shadow name of the copy on which it is tried
     * @param running which files the release that runs has: its code knows what they made; null where none runs
     * @param maintenance whether they run as they are, because no code runs meanwhile
     */
    public Map<String, @Nullable Object> plan(String shadow, @Nullable Predicate<SourceFile> running,
            boolean maintenance) {
        return answer("plan", (session, ledger) -> {
            Map<String, Row> rows = ledger.rows();
            Standing standing = standing(rows);
            Answers answers = history(standing, rows);
            if (!standing.refusals().isEmpty() || !standing.taken().isEmpty()) {
                return answers;
            }
            Agreement.require(task, rows, session);
            Predicate<SourceFile> inUse = running == null ? file -> false : running;
            Judging judging = Judging.on(session, task.overrides(), inUse, rows);
            try (ShadowCopy copy = ShadowCopy.at(task.address(), shadow)) {
                Traffic traffic = running == null || maintenance
                        ? Traffic.unknown(Traffic.State.OFF, "no code runs meanwhile")
                        : new Counters(session, ledger).read(age);
                Asked asked = new Asked(copy, traffic.sent());
                Judging.Outcome outcome = maintenance
                        ? judging.maintenance(standing, copy)
                        : judging.plan(standing, asked);
                List<Refusal> refusals = new ArrayList<>(outcome.refusals());
                if (refusals.isEmpty()) {
                    List<Refusal> foreseen = Foreseen.of(session, copy, files(outcome));
                    List<String> waiting = outcome.files().stream().filter(Planned::contract).map(Planned::name)
                            .toList();
                    foreseen.stream().filter(r -> !waiting.contains(r.name())).forEach(refusals::add);
                    answers.list("notes", Stream.concat(standing.notes().stream(), foreseen.stream()
                            .filter(r -> waiting.contains(r.name())).map(Refusal::waits)).toList());
                }
                return answers.list("refusals", Answers.refusals(refusals)).list("files", outcome.files())
                        .list("statements", outcome.files().stream().map(this::told).toList())
                        .one("traffic", traffic.json(asked.statements()));
            }
        });
    }

    /** In the order in which they run. */
    private List<SourceFile> files(Judging.Outcome outcome) {
        return outcome.files().stream()
                .flatMap(p -> task.files().stream().filter(f -> f.name().equals(p.name()))).toList();
    }

    private Map<String, String> told(Planned file) {
        String ranges = task.files().stream().filter(f -> f.name().equals(file.name()))
                .flatMap(f -> Batches.of(Script.of(f.text())).stream()).map(Batches::told).findFirst().orElse("");
        String takes = String.join(" ", file.takes().lines().toList());
        return Map.of("phase", file.contract() ? "contract" : "expand", "sql", file.name(), "why",
                ranges.isEmpty() || takes.isEmpty() ? ranges + takes : takes + "; " + ranges);
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
        new FileRun(session, ledger, file, Guard.NONE).run(row);
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
            Traffic traffic = new Counters(session, ledger).read(age);
            return new Contracting(task, session, ledger, traffic, running).all(both);
        });
    }

    /**
     * The last process of the release before has ended: what is to be repeated runs once more, and from now on what is sent is this
     * release's.
     */
    public Map<String, @Nullable Object> settle() {
        return answer("settle", (session, ledger) -> {
            if (!ledger.exists()) {
                return new Answers();
            }
            session.acquire();
            ledger.create();
            try {
                List<String> repeated = new Repeats(session, ledger).all(task.files());
                return new Answers().list("repeated", Answers.repeated(repeated))
                        .one("marked", new Counters(session, ledger).mark(task.release()));
            } catch (Failure failure) {
                new Counters(session, ledger).mark(task.release());
                throw failure;
            }
        });
    }

    private static Row state(Row row, Row.State state) {
        return new Row(row.name(), row.sha256(), row.release(), row.contract(), state, row.steps(), row.begun(),
                row.takes(), row.error());
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
