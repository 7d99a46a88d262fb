package dev.towline.migrate.apply;

import dev.towline.migrate.lint.Batches;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.sql.Script;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Backfills that run again: old code that still ran has written rows that they have not seen. */
final class Repeats {
    private final Session session;
    private final Ledger ledger;

    Repeats(Session session, Ledger ledger) {
        this.session = session;
        this.ledger = ledger;
    }

    /** Old code never comes back: something that it needs is gone. */
    void never(List<String> again) throws SQLException {
        Checkpoints checkpoints = new Checkpoints(session, ledger);
        for (Checkpoint point : checkpoints.all().values()) {
            if (again.contains(point.name())) {
                checkpoints.put(point.as(Checkpoint.State.DONE));
            }
        }
    }

    /**
     * Those that the release has; each from its beginning.
     *
     * @return the names of the files that ran
     */
    List<String> all(List<SourceFile> files) throws SQLException {
        List<String> done = new ArrayList<>();
        for (Checkpoint point : new Checkpoints(session, ledger).all().values()) {
            Optional<SourceFile> file = files.stream().filter(f -> f.name().equals(point.name())).findFirst();
            if (point.state() != Checkpoint.State.REPEAT || file.isEmpty()) {
                continue;
            }
            Optional<Batches> batches = Batches.of(Script.of(file.get().text())).filter(Batches::repeat);
            if (batches.isPresent()) {
                session.say("running " + point.name() + " once more");
                new BackfillRun(session, ledger, file.get(), batches.get()).again();
                done.add(point.name());
            }
        }
        return done;
    }
}
