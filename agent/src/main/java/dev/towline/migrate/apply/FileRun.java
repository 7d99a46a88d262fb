package dev.towline.migrate.apply;

import dev.towline.migrate.apply.Failure.Code;
import dev.towline.migrate.lint.Batches;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.lint.Step;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Place;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Values;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * One file. In one transaction with its row; or, where a statement wants none, step by step, each with the number of the next one, so
 * that whatever cuts it, it goes on where it was.
 */
final class FileRun {
    private final Session session;
    private final Ledger ledger;
    private final SourceFile file;
    private final Guard guard;
    private final Script script;

    FileRun(Session session, Ledger ledger, SourceFile file, Guard guard) {
        this.session = session;
        this.ledger = ledger;
        this.file = file;
        this.guard = guard;
        this.script = Script.of(file.text());
    }

    /** @param row as it is before: of a file that was never begun, with no steps */
    void run(Row row) throws SQLException {
        Optional<Batches> batches = Batches.of(script);
        if (batches.isPresent()) {
            new BackfillRun(session, ledger, file, batches.get()).run(row);
            return;
        }
        List<Step> steps = Step.of(script);
        try {
            session.fresh();
            guard.before();
            if (steps.size() <= 1 && steps.stream().allMatch(Step::transaction)) {
                whole(row, steps);
            } else {
                stepwise(row, steps);
            }
            session.fresh();
        } catch (SQLException | RuntimeException e) {
            restore(e);
            throw e;
        }
    }

    /** What it has set for its session holds for nobody else; a session that is gone needs nothing. */
    private void restore(Exception why) {
        try {
            session.fresh();
        } catch (SQLException lost) {
            why.addSuppressed(lost);
        }
    }

    private void whole(Row row, List<Step> steps) throws SQLException {
        session.retrying(file.name(), () -> session.together(() -> {
            for (Step step : steps) {
                statements(step);
            }
            guard.after();
            ledger.put(at(row, Row.State.DONE, 0, 0));
        }));
    }

    private void stepwise(Row row, List<Step> steps) throws SQLException {
        if (row.state() != Row.State.RUNNING) {
            ledger.put(at(row, Row.State.RUNNING, 0, 0));
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int after = i + 1;
            if (i < row.steps()) {
                if (step.setting()) {
                    statements(step);
                }
                continue;
            }
            Row then = at(row, after == steps.size() ? Row.State.DONE : Row.State.RUNNING, after, 0);
            if (step.transaction() && step.setting()) {
                statements(step);
                ledger.put(then);
            } else if (step.transaction()) {
                session.retrying(file.name(), () -> session.together(() -> {
                    statements(step);
                    guard.after();
                    ledger.put(then);
                }));
            } else {
                alone(step.statements().getFirst(), row, i);
                ledger.put(then);
            }
        }
    }

    /** @param number of the step, from 0 */
    private void alone(Statement statement, Row row, int number) throws SQLException {
        boolean begun = row.begun() == number + 1;
        if (!begun) {
            ledger.put(at(row, Row.State.RUNNING, number, number + 1));
        }
        Leftovers leftovers = new Leftovers(session, statement);
        if (begun && leftovers.finished()) {
            return;
        }
        hurry(false);
        session.retrying(file.name(), () -> {
            session.stillAlone();
            leftovers.clear();
            said(statement);
        });
        hurry(true);
        leftovers.check();
    }

    private void statements(Step step) throws SQLException {
        for (Statement statement : step.statements()) {
            boolean unhurried = statement.changes().stream().allMatch(c -> c.is(Kind.VALIDATE_CONSTRAINT));
            if (unhurried) {
                hurry(false);
            }
            said(statement);
            if (unhurried) {
                hurry(true);
            }
        }
    }

    /** A file that sets its own timeouts knows what it needs. */
    private void hurry(boolean yes) throws SQLException {
        boolean own = script.statements().stream().flatMap(s -> s.changes().stream())
                .anyMatch(c -> c.is(Kind.SET) && String.valueOf(c.name()).endsWith("_timeout"));
        if (!own) {
            session.unhurried(!yes);
        }
    }

    /** A failure that is no lock's says where. */
    private void said(Statement statement) throws SQLException {
        session.limited();
        try {
            session.execute(Ours.marked(statement));
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.equals("55P03") || state.equals("40P01") || Session.away(e)) {
                throw e;
            }
            Place place = Place.of(script.text(), statement.offset());
            throw Failure.of(Code.FAILED, file.path() + ":" + place.line() + ": " + Said.of(e) + " ("
                    + Values.hidden(statement.text()) + ")");
        }
    }

    private Row at(Row row, Row.State state, int steps, int begun) {
        return new Row(row.name(), file.sha256(), row.release(), row.contract(), state, steps, begun, row.takes(), "");
    }
}
