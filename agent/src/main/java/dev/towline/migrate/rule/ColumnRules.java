package dev.towline.migrate.rule;

import static dev.towline.migrate.rule.Severity.BLOCK;
import static dev.towline.migrate.rule.Severity.WARN;
import static dev.towline.migrate.rule.Verdict.CONTRACT;
import static dev.towline.migrate.rule.Verdict.EXPAND_SAFE;
import static dev.towline.migrate.rule.Verdict.NEVER;
import static dev.towline.migrate.sql.Kind.*;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Trait;
import java.util.List;
import java.util.Locale;

/** What old code would fail on: columns, their types, and what is demanded of their values. */
final class ColumnRules {
    private static final String EVERYONE = "squawk, pgfence, strong_migrations, django-migration-linter, django-pg-zero-downtime, atlas, pgsafe, migrationpilot";

    private ColumnRules() {}

    static List<Rule> all() {
        return List.of(
                rule("add-not-null-column", NEVER, BLOCK, "ADD COLUMN NOT NULL without a database default",
                        "every INSERT of old code fails, and the statement itself does where rows are (tried)",
                        "give it a default in the database, or let it be null and tighten later",
                        "ALTER TABLE member ADD COLUMN level int NOT NULL DEFAULT 1;\n-- Django: db_default=1",
                        EVERYONE,
                        (c, s) -> c.is(ADD_COLUMN) && (s.maybeOld(c.table()) || s.filled(c.table())) && demands(c)),
                rule("default-dropped-again", CONTRACT, WARN,
                        "ADD COLUMN … DEFAULT … NOT NULL, then DROP DEFAULT (what Django's default= makes)",
                        "without the default every INSERT of old code fails",
                        "keep the default while old code runs: Django's db_default=, or drop it in a contract file",
                        "ALTER TABLE member ADD COLUMN level int NOT NULL DEFAULT 1;\n-- next release, contract: ALTER TABLE member ALTER COLUMN level DROP DEFAULT;",
                        "django-migration-linter, django-pg-zero-downtime; tried with Django",
                        (c, s) -> c.is(DROP_DEFAULT)
                                && s.added(c.table(), c.column()).filter(a -> a.has(Trait.NOT_NULL)).isPresent()
                                && !defaultAgain(c, s)),
                rule("set-not-null", CONTRACT, WARN, "SET NOT NULL, ADD NOT NULL constraint",
                        "old code may still write NULL",
                        "fill the column, let a release run that never writes NULL, then tighten in a contract file",
                        "-- towline: contract\nALTER TABLE member ALTER COLUMN level SET NOT NULL;", "all",
                        (c, s) -> c.is(SET_NOT_NULL, ADD_NOT_NULL_CONSTRAINT) && s.old(c.table())
                                && s.surelyAdded(c.table(), c.column()).filter(a -> a.has(Trait.HAS_DEFAULT))
                                        .isEmpty()),
                rule("drop-not-null", EXPAND_SAFE, WARN, "DROP NOT NULL",
                        "after a rollback old code may read NULL where it never did",
                        "let old code cope with NULL before new code writes it", "",
                        "squawk, pgfence, pgsafe, migrationpilot",
                        (c, s) -> c.is(DROP_NOT_NULL) && s.old(c.table()) && s.added(c.table(), c.column()).isEmpty()),
                rule("set-default", EXPAND_SAFE, WARN, "SET DEFAULT", "what old code leaves out gets another meaning",
                        "change it only where both releases mean the same by leaving it out", "", "GitLab",
                        (c, s) -> c.is(SET_DEFAULT) && s.old(c.table()) && s.added(c.table(), c.column()).isEmpty()),
                rule("drop-default", CONTRACT, WARN, "DROP DEFAULT",
                        "an INSERT of old code that leaves the column out fails or stores NULL",
                        "drop it in a contract file",
                        "-- towline: contract\nALTER TABLE member ALTER COLUMN level DROP DEFAULT;",
                        "django-migration-linter",
                        (c, s) -> c.is(DROP_DEFAULT) && s.old(c.table())
                                && s.surelyAdded(c.table(), c.column()).isEmpty()
                                && !defaultAgain(c, s)),
                rule("add-unique", CONTRACT, WARN,
                        "a UNIQUE constraint, primary key or unique index on columns that are there",
                        "old code may write duplicates, and rows that are there may be some",
                        "look for duplicates, let a release run that writes none, then tighten in a contract file",
                        "-- towline: contract\nCREATE UNIQUE INDEX CONCURRENTLY member_email_key ON member (email);",
                        "django-migration-linter, atlas, squawk, pgfence, strong_migrations, eugene, pgsafe, migrationpilot, django-pg-zero-downtime",
                        (c, s) -> (c.is(ADD_UNIQUE, ADD_PRIMARY_KEY) && !c.has(Trait.USING_INDEX)
                                || c.is(CREATE_INDEX) && c.has(Trait.UNIQUE)) && s.old(c.table()) && !s.blank(c)
                                && !numbered(c, s)),
                rule("add-check", CONTRACT, WARN, "ADD CHECK, also NOT VALID",
                        "it holds for new writes at once (tried), and old code does not know it",
                        "add it when the release that obeys it runs everywhere",
                        "-- towline: contract\nALTER TABLE member ADD CONSTRAINT level_positive CHECK (level > 0) NOT VALID;",
                        "GitLab",
                        (c, s) -> c.is(ADD_CHECK) && s.old(c.table()) && !c.has(Trait.NOT_ENFORCED) && !harmless(c, s)
                                || c.is(ALTER_DOMAIN) && c.has(Trait.NOT_VALID) && !c.has(Trait.LOOSENS)
                                        && !s.ownObject(c.table())),
                rule("add-foreign-key", CONTRACT, WARN, "ADD FOREIGN KEY, also NOT VALID",
                        "it holds for new writes at once: inserts and deletes of old code may fail",
                        "add it when the release that obeys it runs everywhere",
                        "-- towline: contract\nALTER TABLE booking ADD CONSTRAINT booking_member FOREIGN KEY (member_id) REFERENCES member (id) NOT VALID;",
                        "GitLab",
                        (c, s) -> c.is(ADD_FOREIGN_KEY) && s.old(c.table()) && !c.has(Trait.NOT_ENFORCED)
                                && !s.blank(c)),
                rule("add-exclude", NEVER, BLOCK, "ADD EXCLUDE",
                        "it cannot be added without a full check under a lock that lets nobody in, and old code does not know it",
                        "make a new table with the constraint and move over, or let it out as a maintenance release",
                        "",
                        "strong_migrations, eugene, pgfence, pgsafe, migrationpilot, django-pg-zero-downtime",
                        (c, s) -> c.is(ADD_EXCLUDE) && s.old(c.table())),
                rule("rewrite-type", NEVER, BLOCK, "a type change that rewrites the table, or may",
                        "the table is copied while nobody can read it, and old code reads another type",
                        "add a column of the new type, keep both equal by a trigger, fill it, drop the old one a release later",
                        "ALTER TABLE member ADD COLUMN id_big bigint;", "all",
                        (c, s) -> c.is(ALTER_TYPE) && s.maybeOld(c.table())
                                && s.surelyAdded(c.table(), c.column()).isEmpty() && kind(c, s) == TypeChange.REWRITES),
                rule("larger-integer", Verdict.BLOCKING, BLOCK, "a larger integer type",
                        "old code can do with it, but the table and its indexes are copied while nobody can read it (tried)",
                        "add a column of the new type, keep both equal by a trigger, fill it, drop the old one a release later",
                        "ALTER TABLE member ADD COLUMN id_big bigint;", "all, as a rewrite",
                        (c, s) -> c.is(ALTER_TYPE) && s.maybeOld(c.table())
                                && s.surelyAdded(c.table(), c.column()).isEmpty() && kind(c, s) == TypeChange.ENLARGES),
                rule("widen-type", EXPAND_SAFE, WARN,
                        "a type change without a rewrite: a longer varchar, text, more digits at the same scale",
                        "sessions with a prepared statement get \"cached plan must not change result type\" once (tried)",
                        "make sure that the pool repeats a failed statement, or restart old workers",
                        "",
                        "strong_migrations, django-pg-zero-downtime allow it; squawk, django-migration-linter flag it",
                        (c, s) -> c.is(ALTER_TYPE)
                                && s.maybeOld(c.table()) && s.added(c.table(), c.column()).isEmpty()
                                && kind(c, s) == TypeChange.WIDENS),
                rule("narrow-type", NEVER, BLOCK, "a type change to a shorter or coarser type",
                        "rows that do not fit fail or lose data, the table is rewritten (tried), and old code writes values that no longer fit",
                        "add a CHECK on the length in a contract file in the place of the shorter type",
                        "-- towline: contract\nALTER TABLE member ADD CONSTRAINT name_short CHECK (length(name) <= 50) NOT VALID;",
                        "strong_migrations, django-pg-zero-downtime, migrationpilot",
                        (c, s) -> c.is(ALTER_TYPE) && s.maybeOld(c.table())
                                && s.surelyAdded(c.table(), c.column()).isEmpty()
                                && kind(c, s) == TypeChange.NARROWS),
                rule("retype-new-column", Verdict.BLOCKING, BLOCK,
                        "another type for a column that the same file has added to a table that is there",
                        "the whole table is rewritten for it (tried)", "add the column with the right type at once",
                        "ALTER TABLE member ADD COLUMN level bigint;", "own",
                        (c, s) -> c.is(ALTER_TYPE) && s.busy(c.table())
                                && s.surelyAdded(c.table(), c.column()).isPresent() && kind(c, s) != TypeChange.WIDENS),
                rule("change-collation", EXPAND_SAFE, WARN, "another collation for a column",
                        "its indexes are built anew under the lock, and old code sees another order",
                        "make an index with the collation and name it in the query",
                        "CREATE INDEX CONCURRENTLY member_name_c ON member (name COLLATE \"C\");", "migrationpilot",
                        (c, s) -> c.is(ALTER_TYPE) && c.has(Trait.COLLATE) && s.old(c.table())),
                rule("select-star", EXPAND_SAFE, WARN,
                        "ADD COLUMN on a table that a view or prepared statement takes with SELECT *",
                        "a prepared SELECT * fails once with \"cached plan must not change result type\" (tried); a view does not get the column",
                        "name the columns", "", "tried on PostgreSQL 15",
                        (c, s) -> c.is(ADD_COLUMN) && s.starred(c.table())),
                rule("json-column", EXPAND_SAFE, WARN, "a column of type json",
                        "it has no equality: SELECT DISTINCT and GROUP BY of old code fail", "use jsonb",
                        "ALTER TABLE member ADD COLUMN settings jsonb;", "strong_migrations, eugene, pgfence",
                        (c, s) -> s.locks() && c.is(ADD_COLUMN) && "json".equals(c.type())),
                rule("identity-or-generated", CONTRACT, WARN,
                        "ADD or DROP IDENTITY, SET GENERATED ALWAYS, DROP or SET EXPRESSION",
                        "GENERATED ALWAYS refuses an INSERT that brings its own value; without it one that brings none fails",
                        "use GENERATED BY DEFAULT while old code runs",
                        "ALTER TABLE member ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;", "own",
                        (c, s) -> c.is(ADD_IDENTITY, DROP_IDENTITY, DROP_EXPRESSION, SET_EXPRESSION) && s.old(c.table())
                                || c.is(SET_GENERATED) && c.has(Trait.ALWAYS) && s.old(c.table())),
                rule("change-enforcement", CONTRACT, WARN, "ALTER CONSTRAINT",
                        "when and whether a constraint is checked changes for old code",
                        "change it in a contract file", "", "own", (c, s) -> c.is(ALTER_ENFORCED) && s.old(c.table())),
                rule("create-constrained-domain", EXPAND_SAFE, WARN, "CREATE DOMAIN with NOT NULL or a CHECK",
                        "each later change of the check reads every column of the domain under a lock, and adding a column of it rewrites the table",
                        "use the plain type, and a CHECK on the column", "ALTER TABLE member ADD COLUMN level int;",
                        "squawk, pgfence", (c, s) -> c.is(CREATE_DOMAIN) && c.has(Trait.NOT_NULL)),
                rule("constrained-domain", Verdict.BLOCKING, BLOCK,
                        "ADD COLUMN of a domain with a check; ALTER DOMAIN that tightens",
                        "the table is rewritten for the check (tried), or every column of the domain is read under a lock",
                        "use the plain type and a CHECK that is NOT VALID",
                        "ALTER TABLE member ADD COLUMN level int;", "squawk, pgfence, pgsafe, migrationpilot",
                        (c, s) -> c.is(ADD_COLUMN) && s.busy(c.table()) && s.checkedDomain(c.type())
                                || c.is(ALTER_DOMAIN) && !c.has(Trait.LOOSENS) && !c.has(Trait.NOT_VALID)
                                        && !s.ownObject(c.table())));
    }

    private static boolean defaultAgain(Change c, Scene s) {
        return s.soon(other -> other.is(SET_DEFAULT) && s.sameColumn(c, other));
    }

    private static boolean demands(Change c) {
        boolean fills = c.has(Trait.HAS_DEFAULT)
                && !String.valueOf(c.expression()).strip().matches("(?i)\\(*\\s*null\\s*\\)*(\\s*::.*)?")
                || c.has(Trait.IDENTITY) || c.has(Trait.STORED) || c.has(Trait.VIRTUAL) || serial(c);
        return (c.has(Trait.NOT_NULL) || c.has(Trait.PRIMARY_KEY)) && !fills;
    }

    static boolean serial(Change c) {
        return String.valueOf(c.type()).matches("(small|big)?serial[248]?");
    }

    /** A column that numbers itself has no duplicates. */
    private static boolean numbered(Change c, Scene s) {
        return c.columns().size() == 1 && s.added(c.table(), c.columns().getFirst())
                .filter(a -> serial(a) || a.has(Trait.IDENTITY)).isPresent();
    }

    private static boolean harmless(Change c, Scene s) {
        String expression = String.valueOf(c.expression());
        boolean demands = expression.toLowerCase(Locale.ROOT).contains("null");
        return c.has(Trait.INLINE) && (s.blank(c) && !demands || s.allNew(c)) || TypeChange.onlyNew(c, s) && !demands;
    }

    private static TypeChange kind(Change c, Scene s) {
        return TypeChange.of(s.type(c.table(), c.column()).orElse(""), c);
    }

    private static Rule rule(String id, Verdict verdict, Severity severity, String what, String why, String remedy,
            String example, String source, Condition condition) {
        return new Rule(id, Rule.Group.COMPATIBILITY, what, why, verdict, severity, remedy, example, source, condition);
    }
}
