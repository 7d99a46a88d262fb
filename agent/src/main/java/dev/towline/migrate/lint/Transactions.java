package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.rule.Scene;
import dev.towline.migrate.rule.Transaction;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Place;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where transactions begin and end in a file. A file runs in one, unless it brings its own or has a statement that PostgreSQL allows in
 * none.
 */
final class Transactions {
    private final Script script;
    private final Scene scene;
    private final boolean apart;
    private final List<Located> findings = new ArrayList<>();
    private @Nullable Statement begun;

    Transactions(Script script, Scene scene) {
        this.script = script;
        this.scene = scene;
        boolean own = changes().stream().anyMatch(c -> c.is(Kind.TRANSACTION) && !c.has(Trait.SAVEPOINT));
        this.apart = changes().stream().anyMatch(Transactions::aloneOnly);
        scene.transaction(own || apart ? Transaction.none() : Transaction.ofTheFile());
        if (apart && !own) {
            repeatable();
        }
    }

    private List<Change> changes() {
        return script.statements().stream().flatMap(s -> s.changes().stream()).toList();
    }

    /** Whether PostgreSQL allows it in no transaction. */
    static boolean aloneOnly(Change change) {
        return change.has(Trait.CONCURRENTLY)
                && change.is(Kind.CREATE_INDEX, Kind.DROP_INDEX, Kind.REINDEX, Kind.DETACH_PARTITION)
                || change.is(Kind.VACUUM);
    }

    /** Takes notice of BEGIN and COMMIT. */
    void before(Statement statement) {
        Change change = statement.changes().isEmpty() ? null : statement.changes().getFirst();
        if (change == null || !change.is(Kind.TRANSACTION)) {
            return;
        }
        boolean open = begun != null;
        if (change.has(Trait.BEGIN)) {
            if (open) {
                complain(statement, "one is open already");
            }
            begun = statement;
            scene.transaction(Transaction.begun());
        } else if (change.has(Trait.COMMIT)) {
            if (!open) {
                complain(statement, "none was begun");
            }
            begun = null;
            scene.transaction(Transaction.none());
        } else if (change.has(Trait.ROLLBACK)) {
            complain(statement, "what it takes back was never meant to stay, or was");
            begun = null;
            scene.transaction(Transaction.none());
        } else if (statement.says("PREPARED") || statement.starts("PREPARE")) {
            complain(statement, "two-phase commit leaves a transaction behind");
        }
    }

    /** What was found, at the end of the file. */
    List<Located> end() {
        if (begun != null) {
            complain(begun, "it is never closed");
        }
        return List.copyOf(findings);
    }

    private void complain(Statement statement, String why) {
        Place place = Place.of(script.text(), statement.offset());
        findings.add(Located.of(Finding.of("transaction-in-file"), place, statement.text()).saying(why));
    }

    /** Cut between two statements, the file is half done; every other statement must bear a second run. */
    private void repeatable() {
        long work = changes().stream().filter(c -> !c.is(Kind.SET, Kind.COMMENT, Kind.SELECT, Kind.VACUUM)).count();
        if (work < 2) {
            return;
        }
        for (Change change : changes()) {
            boolean guarded = change.has(Trait.IF_EXISTS) || change.has(Trait.IF_NOT_EXISTS)
                    || change.has(Trait.OR_REPLACE);
            boolean makes = change.is(Kind.CREATE_TABLE, Kind.DROP_TABLE, Kind.ADD_COLUMN, Kind.DROP_COLUMN,
                    Kind.DROP_INDEX,
                    Kind.CREATE_SEQUENCE, Kind.CREATE_TYPE, Kind.DROP_VIEW, Kind.CREATE_VIEW, Kind.ADD_UNIQUE,
                    Kind.ADD_CHECK,
                    Kind.ADD_FOREIGN_KEY, Kind.ADD_PRIMARY_KEY, Kind.DROP_CONSTRAINT, Kind.INSERT);
            if (makes && !guarded) {
                findings.add(Located.of(Finding.of("not-repeatable"), Place.of(script.text(), change.offset()),
                        change.sql()));
            }
        }
    }
}
