package dev.towline.migrate.apply;

import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.rule.Catalogue;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What waits, one file after the other, as far as no running code needs what it takes away. */
final class Contracting {
    private static final String STILL_SENT = "let a release out that does not send it; where nothing sends it any more,"
            + " override the rule traffic for this file";
    private final Task task;
    private final Session session;
    private final Ledger ledger;
    private final Traffic traffic;
    private final List<SourceFile> running;
    private final List<String> repeated = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final List<Map<String, String>> blocked = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int tried;

    /** @param running the files of the release that runs */
    Contracting(Task task, Session session, Ledger ledger, Traffic traffic, List<SourceFile> running) {
        this.task = task;
        this.session = session;
        this.ledger = ledger;
        this.traffic = traffic;
        this.running = List.copyOf(running);
    }

    /** @param both whether the release in hand must have it as well, because it is about to follow */
    Answers all(boolean both) throws SQLException {
        Map<String, SourceFile> live = named(running);
        Map<String, SourceFile> next = named(task.files());
        Map<String, Row> rows = ledger.rows();
        for (SourceFile at : Standing.sorted(
                rows.values().stream().filter(Row::waits).map(row -> new SourceFile(row.name(), "")).toList())) {
            Row row = Objects.requireNonNull(rows.get(at.name()));
            SourceFile file = live.get(row.name());
            if (file == null || !has(live, row) || both && !has(next, row)) {
                notes.add(row.name() + " goes on waiting: " + (file == null || !has(live, row)
                        ? "the release that runs is not yet one that has it, so its code may need what goes"
                        : "the release that comes does not have it"));
                break;
            }
            if (!ran(file, row)) {
                break;
            }
        }
        return new Answers().list("done", done).list("blocked", blocked).list("notes", notes)
                .list("repeated", Answers.repeated(repeated)).list("waiting", Answers.waiting(ledger.rows()))
                .one("traffic", traffic.ofTheContract(tried));
    }

    private static boolean has(Map<String, SourceFile> release, Row row) {
        SourceFile file = release.get(row.name());
        return file != null && file.sha256().equals(row.sha256());
    }

    private static Map<String, SourceFile> named(List<SourceFile> files) {
        Map<String, SourceFile> named = new HashMap<>();
        files.forEach(file -> named.put(file.name(), file));
        return named;
    }

    private boolean ran(SourceFile file, Row row) throws SQLException {
        Standing known = Standing.of(running, ledger.rows(), task.baseline(), task.overrides());
        Optional<Refusal> refusal = Judging.on(session, task.overrides(), f -> true, Map.of()).again(known, file)
                .stream().findFirst();
        if (refusal.isPresent()) {
            blocked.add(Answers.blocked(row.name(), refusal.get().statement() + ": " + refusal.get().why(),
                    refusal.get().remedy()));
            return false;
        }
        Guard guard = traffic.marked() && !permitted(file) ? new SentGuard(session, traffic.sent()) : Guard.NONE;
        Repeats repeats = new Repeats(session, ledger);
        try {
            // Before what they read goes.
            List<String> again = repeats.all(running);
            repeated.addAll(again);
            session.say("contracting " + file.name());
            new FileRun(session, ledger, file, guard).run(row);
            repeats.never(again);
            tried = Math.max(tried, guard.statements());
            done.add(row.name());
            return true;
        } catch (StillSent sent) {
            block(row, String.valueOf(sent.getMessage()), STILL_SENT);
        } catch (Failure failure) {
            block(row, String.valueOf(failure.getMessage()), "mend the rows that it speaks of; it is tried again");
        }
        tried = Math.max(tried, guard.statements());
        return false;
    }

    private boolean permitted(SourceFile file) {
        return task.overrides().stream().anyMatch(o -> o.covers(Catalogue.rule("traffic"), file));
    }

    /** What it has met is kept with it, for those who look at what waits. */
    private void block(Row row, String why, String remedy) throws SQLException {
        Row now = ledger.rows().getOrDefault(row.name(), row);
        ledger.put(new Row(now.name(), now.sha256(), now.release(), now.contract(), now.state(), now.steps(),
                now.begun(), now.takes(), why));
        blocked.add(Answers.blocked(row.name(), why, remedy));
    }
}
