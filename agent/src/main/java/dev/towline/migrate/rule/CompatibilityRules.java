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

/** What old code, or new code before the contract, would fail on: whole objects and their names. */
final class CompatibilityRules {
    private CompatibilityRules() {}

    static List<Rule> all() {
        return List.of(
                rule("drop-column", CONTRACT, WARN, "DROP COLUMN",
                        "the running release still names the column in SELECT, INSERT and UPDATE; its data is lost",
                        "stop using it in one release, drop it after that release has replaced the old one everywhere",
                        "-- 0042_drop_nickname.sql\n-- towline: contract\nALTER TABLE member DROP COLUMN nickname;",
                        "squawk, pgfence, strong_migrations, django-migration-linter, atlas, pgsafe, migrationpilot, GitLab",
                        (c, s) -> c.is(DROP_COLUMN) && s.maybeOld(c.table())
                                && s.surelyAdded(c.table(), c.column()).isEmpty()),
                rule("column-in-trigger", CONTRACT, BLOCK, "DROP COLUMN that a trigger's function still names",
                        "PostgreSQL does not look into the function; every write to the table fails from then on (tried)",
                        "drop the trigger and its function before the column, in the same file, or first replace the function by one that does not name it",
                        "-- towline: contract\nDROP TRIGGER member_both ON member;\nDROP FUNCTION member_both();\nALTER TABLE member DROP COLUMN name;",
                        "own", (c, s) -> c.is(DROP_COLUMN) && s.triggerNaming(c.table(), c.column()).isPresent()),
                rule("drop-table", CONTRACT, WARN, "DROP TABLE",
                        "the running release still reads and writes the table; its data is lost",
                        "drop it in a contract file, after the release that no longer uses it has replaced the old one; drop foreign keys to it first, without CASCADE",
                        "-- towline: contract\nDROP TABLE legacy_booking;",
                        "squawk, pgfence, django-migration-linter, atlas, pgsafe, migrationpilot, GitLab, safe-pg-migrations",
                        (c, s) -> c.is(DROP_TABLE) && s.maybeOld(c.table())),
                rule("drop-schema", NEVER, BLOCK, "DROP SCHEMA, DROP DATABASE",
                        "everything in it goes at once, also what nobody listed",
                        "drop its tables one by one in contract files, and the empty schema by hand", "",
                        "atlas, pgfence, migrationpilot, squawk, pgsafe",
                        (c, s) -> c.is(DROP_DATABASE) || c.is(DROP_SCHEMA) && !s.ownObject(c.table())),
                rule("rename-column", NEVER, BLOCK, "RENAME COLUMN",
                        "at the moment of the rename old code names a column that is not there, and new code cannot start before",
                        "add the new column, keep both equal by a trigger, fill it, and drop the old one a release later",
                        "ALTER TABLE member ADD COLUMN full_name text;\n-- a trigger keeps name and full_name equal; fill in batches\n-- next release, contract: DROP TRIGGER member_names ON member; DROP FUNCTION member_names(); ALTER TABLE member DROP COLUMN name;",
                        "squawk, pgfence, strong_migrations, django-migration-linter, django-pg-zero-downtime, atlas, pgsafe, migrationpilot",
                        (c, s) -> c.is(RENAME_COLUMN) && s.maybeOld(c.table())
                                && s.surelyAdded(c.table(), c.column()).isEmpty() && !s.ownObject(c.table())),
                rule("rename-table", NEVER, BLOCK, "RENAME TABLE",
                        "old code names a table that is no longer there",
                        "keep the name (in Django: Meta.db_table), or make an updatable view under the old name in the same transaction as a maintenance release",
                        "class Member(models.Model):\n    class Meta:\n        db_table = \"club_person\"",
                        "squawk, pgfence, strong_migrations, django-migration-linter, django-pg-zero-downtime, atlas, pgsafe, migrationpilot",
                        (c, s) -> c.is(RENAME_TABLE) && s.maybeOld(c.table())),
                rule("rename-schema", NEVER, BLOCK, "RENAME SCHEMA, SET SCHEMA",
                        "every name in it changes for old code",
                        "leave it, or let it out as a maintenance release", "",
                        "pgfence, strong_migrations, migrationpilot",
                        (c, s) -> c.is(RENAME_SCHEMA)
                                || c.is(SET_SCHEMA) && s.old(c.table()) && !s.ownObject(c.table())),
                rule("rename-object", NEVER, BLOCK, "RENAME of a type, view, sequence, function or attribute",
                        "queries and defaults of old code name it",
                        "create a second one under the new name and drop the old one a release later",
                        "CREATE VIEW member_list AS SELECT * FROM members;\n-- next release, contract: DROP VIEW members_list_old;",
                        "pgsafe (partly)",
                        (c, s) -> c.is(RENAME_OBJECT) && !s.ownObject(c.table()) && s.old(c.table())),
                rule("drop-dependency", CONTRACT, WARN, "DROP VIEW, FUNCTION, TRIGGER, SEQUENCE, EXTENSION, OPERATOR …",
                        "old code, or another object, may still use it", "drop it in a contract file, without CASCADE",
                        "-- towline: contract\nDROP VIEW member_list;", "pgfence, migrationpilot (partly)",
                        (c, s) -> c.is(DROP_VIEW, DROP_FUNCTION, DROP_TRIGGER, DROP_SEQUENCE, DROP_EXTENSION,
                                DROP_OBJECT)
                                && !s.ownObject(c.table()) && !(c.is(DROP_TRIGGER) && !s.old(c.table()))
                                && !(c.is(DROP_TRIGGER) && s.soon(o -> o.is(CREATE_TRIGGER) && sameName(c, o)
                                        && c.table() != null && o.on(c.table())))),
                rule("replace-view-or-function", EXPAND_SAFE, WARN, "CREATE OR REPLACE VIEW, FUNCTION, PROCEDURE",
                        "old code gets the new meaning at once; a view may only get more columns at its end (tried: \"cannot change name of view column\")",
                        "give what means something else a new name; a body that does the same better is fine", "",
                        "tried on PostgreSQL 15",
                        (c, s) -> c.is(CREATE_VIEW, CREATE_FUNCTION, ALTER_FUNCTION)
                                && (c.has(Trait.OR_REPLACE) || c.is(ALTER_FUNCTION)) && !s.ownObject(c.table())),
                rule("rename-enum-value", NEVER, BLOCK, "ALTER TYPE … RENAME VALUE",
                        "old code writes and compares the old value and fails",
                        "add the new value, move the rows in batches, stop using the old one",
                        "ALTER TYPE mood ADD VALUE 'glad';", "strong_migrations, migrationpilot",
                        (c, s) -> c.is(ALTER_TYPE_RENAME_VALUE) && !s.ownObject(c.table())),
                rule("drop-type", CONTRACT, WARN, "DROP TYPE, DROP DOMAIN, or a type without one of its values",
                        "old code casts to it; PostgreSQL has no way to drop an enum value",
                        "drop it in a contract file; for values that come and go use a table with a foreign key",
                        "-- towline: contract\nDROP TYPE mood;", "migrationpilot",
                        (c, s) -> c.is(DROP_TYPE) && !s.ownObject(c.table())),
                rule("change-attribute", NEVER, BLOCK, "DROP, ALTER ATTRIBUTE of a composite type",
                        "rows and functions of that type change under old code", "create a second type",
                        "CREATE TYPE address2 AS (street text, city text);",
                        "own",
                        (c, s) -> c.is(ALTER_TYPE_ATTRIBUTE) && !c.has(Trait.LOOSENS) && !s.ownObject(c.table())),
                rule("add-enum-value", EXPAND_SAFE, WARN, "ALTER TYPE … ADD VALUE",
                        "old code may not know what to do with the value; the same transaction cannot use it yet (tried)",
                        "add it in a file of its own, one release before something writes it",
                        "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad';",
                        "pgfence, pgsafe, migrationpilot",
                        (c, s) -> c.is(ALTER_TYPE_ADD_VALUE) && !s.ownObject(c.table())),
                rule("drop-constraint", CONTRACT, WARN, "DROP CONSTRAINT, primary keys included",
                        "nobody checks the data any more; an upsert of old code (ON CONFLICT) fails at once where what was unique is gone (tried), and replicas may need it",
                        "drop it when nothing relies on it; Towline drops a CHECK or FOREIGN KEY in the expand phase because new code may need it gone; a UNIQUE, an EXCLUDE and a primary key wait for the contract, and where new code needs one gone at once and nothing upserts by it, override the rule",
                        "", "pgfence, atlas, pgsafe, migrationpilot",
                        (c, s) -> c.is(DROP_CONSTRAINT) && s.old(c.table())
                                && !s.madeHere(c.name())),
                rule("drop-index", CONTRACT, WARN, "DROP INDEX",
                        "queries of the running release become slow; ON CONFLICT fails where a unique one is gone",
                        "drop it after the release that no longer needs it, concurrently",
                        "-- towline: contract\nDROP INDEX CONCURRENTLY member_nickname_idx;",
                        "squawk, pgfence, django-migration-linter, atlas, pgsafe, migrationpilot",
                        (c, s) -> c.is(DROP_INDEX) && !s.madeHere(c.name()) && !rebuilt(c, s)
                                && s.index(c.name()).filter(i -> !s.old(i.table())).isEmpty()),
                rule("rebuilt-index", EXPAND_SAFE, WARN, "DROP INDEX CONCURRENTLY IF EXISTS, then the same index again",
                        "where the index is there and valid, queries of old code do without it until it is built again",
                        "leave the DROP out: Towline drops INVALID leftovers by itself and asks for indisvalid after every build",
                        "", "own", (c, s) -> rebuilt(c, s)),
                rule("remake-table", CONTRACT, WARN,
                        "SQLite: a table made anew (another one, copy, DROP, RENAME) whose earlier definition is not known here, or with another type",
                        "what it takes away cannot be told; old code may need it",
                        "lint the whole folder, so that the file that made the table is seen",
                        "towline lint --engine sqlite migrations/",
                        "own", (c, s) -> c.is(REMAKE)),
                rule("row-security", CONTRACT, WARN, "ENABLE ROW LEVEL SECURITY, CREATE, ALTER or DROP POLICY",
                        "rows vanish for old code, or appear",
                        "turn it on in a contract file, when the code that sets the role runs everywhere",
                        "-- towline: contract\nALTER TABLE booking ENABLE ROW LEVEL SECURITY;", "migrationpilot",
                        (c, s) -> c.is(RLS, CREATE_POLICY) && s.old(c.table())),
                rule("revoke-or-owner", CONTRACT, WARN, "REVOKE, OWNER TO, REASSIGN OWNED",
                        "old code loses a right in the middle of its work",
                        "grant the new right first, revoke the old one in a contract file",
                        "-- towline: contract\nREVOKE INSERT ON member FROM web;", "migrationpilot",
                        (c, s) -> c.is(REVOKE, CHANGE_OWNER)
                                && (c.table() == null || s.old(c.table()) && !s.ownObject(c.table()))),
                rule("create-trigger", EXPAND_SAFE, WARN, "CREATE TRIGGER",
                        "it runs inside every write of old code (lock: SHARE ROW EXCLUSIVE, tried)",
                        "let it do only what old code cannot notice, such as keeping two columns equal", "",
                        "pgfence, pgsafe, migrationpilot",
                        (c, s) -> c.is(CREATE_TRIGGER) && s.old(c.table())),
                rule("create-rule", CONTRACT, WARN, "CREATE RULE, DISABLE or ENABLE RULE",
                        "statements of old code are rewritten into others",
                        "use a trigger that old code cannot notice, or a contract file", "", "own",
                        (c, s) -> c.is(CREATE_RULE) && s.old(c.table())),
                rule("disable-trigger", NEVER, BLOCK, "DISABLE TRIGGER, session_replication_role",
                        "meanwhile old code writes rows that nothing checks, foreign keys included with ALL",
                        "leave triggers on; write them so that the migration passes", "", "pgfence, migrationpilot",
                        (c, s) -> c.is(DISABLE_TRIGGER) && s.old(c.table())
                                || c.is(SET) && "session_replication_role".equals(c.name())
                                        && String.valueOf(c.expression()).matches("(?i)\\W*(replica|local)\\W*")),
                rule("replica-identity", EXPAND_SAFE, WARN, "REPLICA IDENTITY",
                        "updates and deletes write whole rows to the log, or fail on a published table without an identity",
                        "let replicas use the primary key", "ALTER TABLE booking REPLICA IDENTITY DEFAULT;",
                        "squawk, pgfence", (c, s) -> c.is(REPLICA_IDENTITY) && s.old(c.table())),
                rule("publication-without-key", EXPAND_SAFE, WARN, "CREATE PUBLICATION, ALTER PUBLICATION",
                        "UPDATE and DELETE fail on a published table that has neither a primary key nor a replica identity (tried)",
                        "publish only inserts, or give each published table a primary key or a replica identity first",
                        "ALTER TABLE visit REPLICA IDENTITY FULL;\nCREATE PUBLICATION reports FOR TABLE visit;", "own",
                        (c, s) -> c.is(PUBLICATION)),
                rule("detached-rows", CONTRACT, WARN, "DETACH PARTITION, also CONCURRENTLY",
                        "old code no longer finds the partition's rows in the partitioned table",
                        "detach it in a contract file, after the release that no longer reads them has replaced the old one",
                        "-- towline: contract\nALTER TABLE visit DETACH PARTITION visit_2020 CONCURRENTLY;", "own",
                        (c, s) -> c.is(DETACH_PARTITION) && s.maybeOld(c.table())),
                rule("alter-extension", CONTRACT, WARN, "ALTER EXTENSION … UPDATE, DROP",
                        "its functions and types change under old code, or are no longer its own",
                        "update it in a contract file, when nothing that runs needs what changed", "",
                        "squawk", (c, s) -> c.is(ALTER_EXTENSION) && !c.has(Trait.LOOSENS)),
                rule("sequence-restart", EXPAND_SAFE, WARN,
                        "ALTER SEQUENCE … RESTART, MAXVALUE, INCREMENT, or rows with their own ids without setval",
                        "the sequence gives numbers that are there already, and old inserts fail",
                        "set it behind the highest id",
                        "SELECT setval(pg_get_serial_sequence('member', 'id'), (SELECT max(id) FROM member));",
                        "migrationpilot",
                        (c, s) -> c.is(ALTER_SEQUENCE) && c.has(Trait.RESTART) && !s.ownObject(c.table())
                                || c.is(INSERT) && c.columns().contains("id") && !c.has(Trait.USING)
                                        && s.old(c.table()) && !s.filled(c.table())),
                rule("truncate", NEVER, BLOCK, "TRUNCATE",
                        "all rows are gone for old code, and not even a reader gets in meanwhile",
                        "delete what is not needed in batches, in a contract file",
                        "DELETE FROM visit WHERE at < '2020-01-01' AND id BETWEEN 1 AND 10000;",
                        "squawk, pgfence, pgsafe, migrationpilot", (c, s) -> c.is(TRUNCATE) && s.maybeOld(c.table())),
                rule("delete-without-where", NEVER, BLOCK, "DELETE without WHERE", "all rows are gone for old code",
                        "say which rows, in batches",
                        "DELETE FROM visit WHERE at < '2020-01-01' AND id BETWEEN 1 AND 10000;",
                        "squawk, pgfence, pgsafe, migrationpilot",
                        (c, s) -> c.is(DELETE) && Bounds.everyRow(c) && s.maybeOld(c.table())),
                rule("traffic", NEVER, BLOCK,
                        "what makes a statement fail that the running release has sent (pg_stat_statements)",
                        "it has been sent before, and will be sent again",
                        "keep what it needs until a release runs that does not send it; override the rule where nothing sends it any more",
                        "", "own", Condition.ELSEWHERE),
                rule("inherit", EXPAND_SAFE, WARN, "INHERIT, NO INHERIT, OF",
                        "SELECT of old code on the parent sees more rows or fewer",
                        "make sure that old code expects the rows", "", "own",
                        (c, s) -> c.is(INHERIT) && s.old(c.table())));
    }

    /** So that a build that failed can begin anew. */
    private static boolean rebuilt(Change c, Scene s) {
        return c.is(DROP_INDEX) && !c.has(Trait.UNIQUE) && c.has(Trait.CONCURRENTLY) && c.has(Trait.IF_EXISTS)
                && s.later(o -> o.is(CREATE_INDEX) && o.has(Trait.CONCURRENTLY) && sameName(c, o));
    }

    private static boolean sameName(Change one, Change other) {
        return one.name() != null && one.name().equals(other.name());
    }

    private static Rule rule(String id, Verdict verdict, Severity severity, String what, String why, String remedy,
            String example, String source, Condition condition) {
        return new Rule(id, Rule.Group.COMPATIBILITY, what, why, verdict, severity, remedy, example, source, condition);
    }
}
