package dev.towline.migrate.apply;

import dev.towline.migrate.apply.Failure.Code;
import dev.towline.migrate.lint.Batches;
import dev.towline.migrate.lint.SourceFile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A backfill that its file declares: one range of the key after the other, each a transaction of its own together with its checkpoint,
 * and after each a pause as long as it took. Rows with higher keys than were there when it began are those of code that was there then.
 */
final class BackfillRun {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private final Session session;
    private final Ledger ledger;
    private final Checkpoints checkpoints;
    private final SourceFile file;
    private final Batches batches;

    BackfillRun(Session session, Ledger ledger, SourceFile file, Batches batches) {
        this.session = session;
        this.ledger = ledger;
        this.checkpoints = new Checkpoints(session, ledger);
        this.file = file;
        this.batches = batches;
    }

    /** From where it was cut; its row of the ledger ends with it. */
    void run(Row row) throws SQLException {
        usable();
        Checkpoint cut = checkpoints.all().get(file.name());
        Checkpoint point = cut != null && cut.state() == Checkpoint.State.RUNNING && row.state() == Row.State.RUNNING
                && cut.sha256().equals(file.sha256()) ? cut : begin(Checkpoint.State.RUNNING, row);
        Checkpoint done = all(point).as(batches.repeat() ? Checkpoint.State.REPEAT : Checkpoint.State.DONE);
        session.together(() -> {
            checkpoints.put(done);
            ledger.put(state(row, Row.State.DONE));
        });
    }

    /** Once more from the beginning, over what old code has written since. */
    void again() throws SQLException {
        usable();
        all(begin(Checkpoint.State.REPEAT, null));
    }

    private void usable() throws SQLException {
        session.fresh();
        Optional<String> problem = Keys.problem(session.connection(), batches);
        if (problem.isPresent()) {
            throw Failure.of(Code.FAILED, file.path() + ":" + batches.line() + ": " + problem.get());
        }
    }

    /** @param row of a file that runs for the first time */
    private Checkpoint begin(Checkpoint.State state, @Nullable Row row) throws SQLException {
        return committed(file.name(), () -> {
            String until = session.text(keys("") + " DESC LIMIT 1");
            Checkpoint point = new Checkpoint(file.name(), file.sha256(), state, until, null, 0, 0);
            checkpoints.put(point);
            if (row != null) {
                ledger.put(state(row, Row.State.RUNNING));
            }
            return point;
        });
    }

    private Checkpoint all(Checkpoint from) throws SQLException {
        Checkpoint point = from;
        while (!point.complete()) {
            Checkpoint before = point;
            long start = System.nanoTime();
            point = committed(file.name() + " batch " + (before.batches() + 1), () -> batch(before));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            session.say("  batch " + point.batches() + ": " + (point.changed() - before.changed()) + " rows in "
                    + took.toMillis() + " ms");
            session.rest(took.compareTo(LONGEST_PAUSE) < 0 ? took : LONGEST_PAUSE);
        }
        session.say("  " + point.changed() + " rows in " + point.batches() + " batches");
        return point;
    }

    /** What is made within a transaction. */
    @FunctionalInterface
    private interface Making {
        Checkpoint make() throws SQLException;
    }

    /** It counts only once it has committed: an attempt that was undone is made anew. */
    private Checkpoint committed(String what, Making making) throws SQLException {
        AtomicReference<Checkpoint> made = new AtomicReference<>();
        session.retrying(what, () -> session.together(() -> made.set(making.make())));
        return Objects.requireNonNull(made.get());
    }

    private Checkpoint batch(Checkpoint point) throws SQLException {
        String until = String.valueOf(point.until());
        String above = point.last() == null ? null : literal(point.last());
        String next = session.text(keys(" WHERE " + (above == null
                ? ""
                : "towline_key." + batches.key() + " > " + above
                        + " AND ")
                + "towline_key." + batches.key() + " <= " + literal(until)) + " OFFSET " + (batches.size() - 1)
                + " LIMIT 1");
        String last = next == null ? until : next;
        Checkpoint after = point.after(last, rows(Ours.marked(batches.over(above, literal(last))), point));
        checkpoints.put(after);
        return after;
    }

    private long rows(String sql, Checkpoint point) throws SQLException {
        try {
            return session.update(sql);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.equals("55P03") || state.equals("40P01") || Session.away(e)) {
                throw e;
            }
            String remedy = state.equals("57014") ? "; let a batch have fewer than " + batches.size() + " keys" : "";
            throw Failure.of(Code.FAILED, file.path() + ":" + batches.line() + ": batch " + (point.batches() + 1)
                    + ": " + Said.of(e) + remedy);
        }
    }

    private String keys(String condition) {
        String key = "towline_key." + batches.key();
        return "SELECT " + key + "::text FROM " + batches.table() + " AS towline_key" + condition + " ORDER BY " + key;
    }

    /** Of no type, so that it becomes the key's; and the same whatever the session thinks of backslashes. */
    private static String literal(String value) {
        return "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private Row state(Row row, Row.State state) {
        return new Row(row.name(), file.sha256(), row.release(), row.contract(), state, 0, 0, row.takes(), "");
    }
}
