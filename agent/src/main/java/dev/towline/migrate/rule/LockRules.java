package dev.towline.migrate.rule;

import static dev.towline.migrate.rule.Severity.BLOCK;
import static dev.towline.migrate.rule.Severity.WARN;
import static dev.towline.migrate.rule.Verdict.BLOCKING;
import static dev.towline.migrate.rule.Verdict.EXPAND_SAFE;
import static dev.towline.migrate.rule.Verdict.NEVER;
import static dev.towline.migrate.sql.Kind.*;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Trait;
import java.util.List;

/** What holds a lock for so long that requests wait. Locks and rewrites were read off a PostgreSQL 15. */
final class LockRules {
    private LockRules() {}

    static List<Rule> all() {
        return List.of(
                rule("attach-partition", BLOCKING, BLOCK, "ATTACH PARTITION",
                        "every row of the partition is checked under a lock",
                        "add and validate a CHECK with the bounds and IS NOT NULL first; then attaching reads nothing",
                        "ALTER TABLE visit_2026 ADD CONSTRAINT b CHECK (at IS NOT NULL AND at >= '2026-01-01' AND at < '2027-01-01') NOT VALID;\n-- another file: ALTER TABLE visit_2026 VALIDATE CONSTRAINT b;",
                        "pgfence, pgsafe, migrationpilot",
                        (c, s) -> c.is(ATTACH_PARTITION) && s.busy(c.table()) && s.busy(c.refers())
                                && !s.bounded(c)),
                rule("default-partition-scan", BLOCKING, BLOCK,
                        "a new partition of a table that has a DEFAULT partition",
                        "the DEFAULT partition is read to its end while nobody reads or writes it (lock: ACCESS EXCLUSIVE)",
                        "first add a CHECK to the DEFAULT partition that leaves the new bounds out, NOT VALID, and validate it in a later file; drop it afterwards",
                        "ALTER TABLE visit_rest ADD CONSTRAINT b CHECK (at < '2026-01-01' OR at >= '2027-01-01') NOT VALID;\n-- another file: ALTER TABLE visit_rest VALIDATE CONSTRAINT b;",
                        "migrationpilot",
                        (c, s) -> c.is(CREATE_TABLE) && c.has(Trait.PARTITION) && !c.has(Trait.HAS_DEFAULT)
                                && s.busy(c.refers()) && s.hasDefaultPartition(c.refers())
                                || c.is(ATTACH_PARTITION) && s.busy(c.table()) && s.hasDefaultPartition(c.table())),
                rule("detach-partition", BLOCKING, BLOCK, "DETACH PARTITION without CONCURRENTLY",
                        "nobody reads or writes the whole partitioned table meanwhile",
                        "detach concurrently, in a file of its own",
                        "ALTER TABLE visit DETACH PARTITION visit_2020 CONCURRENTLY;",
                        "squawk, pgfence, pgsafe, migrationpilot",
                        (c, s) -> c.is(DETACH_PARTITION) && !c.has(Trait.CONCURRENTLY) && s.busy(c.table())),
                rule("create-index", BLOCKING, BLOCK, "CREATE INDEX without CONCURRENTLY",
                        "nobody writes the table while it is built (lock: SHARE)",
                        "build it concurrently, in a file of its own",
                        "CREATE INDEX CONCURRENTLY member_email_idx ON member (email);\n-- Django: AddIndexConcurrently in a migration with atomic = False",
                        "squawk, eugene, pgfence, strong_migrations, django-migration-linter, atlas, pgsafe, migrationpilot, django-pg-zero-downtime",
                        (c, s) -> c.is(CREATE_INDEX) && !c.has(Trait.CONCURRENTLY) && !c.has(Trait.PARTITION)
                                && s.busy(c.table())),
                rule("index-on-only", EXPAND_SAFE, WARN, "CREATE INDEX … ON ONLY",
                        "on a partitioned table nothing is built yet; on any other ONLY means nothing, and nobody writes while it is built",
                        "see that the table is partitioned; then index the partitions concurrently and attach them",
                        "CREATE INDEX CONCURRENTLY visit_2026_at ON visit_2026 (at);\nALTER INDEX visit_at ATTACH PARTITION visit_2026_at;",
                        "GitLab",
                        (c, s) -> c.is(CREATE_INDEX) && c.has(Trait.PARTITION) && s.busy(c.table())),
                rule("drop-index-blocking", BLOCKING, BLOCK, "DROP INDEX without CONCURRENTLY",
                        "it waits for every query on the table, and everybody else waits behind it (lock: ACCESS EXCLUSIVE)",
                        "drop it concurrently, in a file of its own", "DROP INDEX CONCURRENTLY member_email_idx;",
                        "squawk, pgfence, django-migration-linter, atlas, pgsafe, migrationpilot",
                        (c, s) -> s.locks() && c.is(DROP_INDEX) && !c.has(Trait.CONCURRENTLY)
                                && s.index(c.name()).filter(i -> !s.busy(i.table())).isEmpty()),
                rule("concurrently-in-transaction", NEVER, BLOCK, "CONCURRENTLY inside a transaction",
                        "PostgreSQL refuses it (tried)",
                        "put it into a file without BEGIN; in Django set atomic = False",
                        "CREATE INDEX CONCURRENTLY member_email_idx ON member (email);",
                        "squawk, pgfence, django-migration-linter, atlas, pgsafe, migrationpilot",
                        (c, s) -> c.has(Trait.CONCURRENTLY) && c.is(CREATE_INDEX, DROP_INDEX, REINDEX, DETACH_PARTITION)
                                && s.transaction().explicit()),
                rule("concurrently-on-partitioned", NEVER, BLOCK, "CREATE INDEX CONCURRENTLY on a partitioned table",
                        "PostgreSQL refuses it (tried)",
                        "make it ON ONLY the parent, which builds nothing, build it concurrently on each partition, and attach these",
                        "CREATE INDEX visit_at ON ONLY visit (at);\n-- a file each: CREATE INDEX CONCURRENTLY visit_2026_at ON visit_2026 (at);\n-- last: ALTER INDEX visit_at ATTACH PARTITION visit_2026_at;",
                        "migrationpilot", (c, s) -> c.is(CREATE_INDEX) && c.has(Trait.CONCURRENTLY)
                                && s.partitioned(c.table())),
                rule("if-not-exists-hides-invalid", EXPAND_SAFE, WARN, "CREATE INDEX CONCURRENTLY IF NOT EXISTS",
                        "a build that failed leaves an INVALID index, which IF NOT EXISTS takes for a success (tried)",
                        "leave IF NOT EXISTS out; Towline drops INVALID leftovers by itself and asks for indisvalid after every build",
                        "", "migrationpilot, strong_migrations (option)",
                        (c, s) -> c.is(CREATE_INDEX) && c.has(Trait.CONCURRENTLY) && c.has(Trait.IF_NOT_EXISTS)),
                rule("validated-foreign-key", BLOCKING, BLOCK, "ADD FOREIGN KEY that checks every row",
                        "nobody writes either table while all rows are checked (lock: SHARE ROW EXCLUSIVE on both)",
                        "add it NOT VALID, and validate it in a later file",
                        "ALTER TABLE booking ADD CONSTRAINT fk FOREIGN KEY (member_id) REFERENCES member (id) NOT VALID;\n-- another file: ALTER TABLE booking VALIDATE CONSTRAINT fk;",
                        "squawk, eugene, strong_migrations, django-pg-zero-downtime, pgsafe, migrationpilot; a new nullable column with its key took 1 ms on 2 million rows",
                        (c, s) -> c.is(ADD_FOREIGN_KEY) && !c.has(Trait.NOT_VALID) && !c.has(Trait.NOT_ENFORCED)
                                && s.busy(c.table())
                                && !(c.has(Trait.INLINE) && s.blank(c))),
                rule("validated-check", BLOCKING, BLOCK, "ADD CHECK that checks every row, also with a new column",
                        "nobody reads the table while all rows are checked (lock: ACCESS EXCLUSIVE)",
                        "add it NOT VALID, and validate it in a later file",
                        "ALTER TABLE member ADD CONSTRAINT k CHECK (level > 0) NOT VALID;\n-- another file: ALTER TABLE member VALIDATE CONSTRAINT k;",
                        "all",
                        (c, s) -> c.is(ADD_CHECK) && !c.has(Trait.NOT_VALID) && !c.has(Trait.NOT_ENFORCED)
                                && s.busy(c.table())),
                rule("set-not-null-scan", BLOCKING, BLOCK, "SET NOT NULL that checks every row",
                        "nobody reads the table while all rows are checked (lock: ACCESS EXCLUSIVE)",
                        "first a CHECK (… IS NOT NULL) NOT VALID, validate it in a later file; from PostgreSQL 12 on SET NOT NULL then reads nothing",
                        "ALTER TABLE member ADD CONSTRAINT k CHECK (level IS NOT NULL) NOT VALID;\n-- second file: ALTER TABLE member VALIDATE CONSTRAINT k;\n-- third file: ALTER TABLE member ALTER COLUMN level SET NOT NULL;",
                        "all",
                        (c, s) -> c.is(SET_NOT_NULL, ADD_NOT_NULL_CONSTRAINT) && !c.has(Trait.NOT_VALID)
                                && s.busy(c.table())
                                && !(s.server() >= 12 && s.proven(c.table(), c.column()))),
                rule("validate-in-same-transaction", BLOCKING, BLOCK,
                        "NOT VALID and VALIDATE CONSTRAINT in one transaction",
                        "the lock of the first is held while the second reads every row",
                        "validate it in a file of its own",
                        "-- second file: ALTER TABLE booking VALIDATE CONSTRAINT fk;",
                        "squawk, eugene, pgfence, migrationpilot",
                        (c, s) -> s.locks() && c.is(VALIDATE_CONSTRAINT)
                                && s.transaction().isUnproven(Scene.key(table(c), String.valueOf(c.name())))),
                rule("unique-without-index", BLOCKING, BLOCK, "ADD UNIQUE or PRIMARY KEY without USING INDEX",
                        "nobody reads the table while the index is built (lock: ACCESS EXCLUSIVE)",
                        "build the unique index concurrently, then make the constraint of it",
                        "CREATE UNIQUE INDEX CONCURRENTLY member_email_key ON member (email);\n-- another file: ALTER TABLE member ADD CONSTRAINT member_email_key UNIQUE USING INDEX member_email_key;",
                        "squawk, eugene, pgfence, atlas, pgsafe, migrationpilot, django-pg-zero-downtime",
                        (c, s) -> c.is(ADD_UNIQUE, ADD_PRIMARY_KEY)
                                && !c.has(Trait.USING_INDEX) && s.busy(c.table())),
                rule("primary-key-over-nullable", EXPAND_SAFE, WARN,
                        "PRIMARY KEY USING INDEX over columns that may be null",
                        "SET NOT NULL is done on the way and reads every row",
                        "set the columns NOT NULL first", "", "eugene, atlas",
                        (c, s) -> c.is(ADD_PRIMARY_KEY) && c.has(Trait.USING_INDEX) && s.busy(c.table())),
                rule("volatile-default", BLOCKING, BLOCK, "ADD COLUMN with a default that differs from row to row",
                        "the table is rewritten while nobody can read it (tried; now() is fine)",
                        "add it without, set the default, and fill the rows in batches",
                        "ALTER TABLE member ADD COLUMN token uuid;\nALTER TABLE member ALTER COLUMN token SET DEFAULT gen_random_uuid();",
                        "squawk, strong_migrations, pgfence, atlas, pgsafe, migrationpilot, eugene",
                        (c, s) -> c.is(ADD_COLUMN) && c.has(Trait.HAS_DEFAULT) && s.busy(c.table())
                                && Volatile.maybe(c.expression())),
                rule("serial-column", BLOCKING, BLOCK, "ADD COLUMN of serial or IDENTITY",
                        "the table is rewritten to number its rows (tried)",
                        "add a plain column and a sequence, set the default, fill in batches",
                        "CREATE SEQUENCE member_no;\nALTER TABLE member ADD COLUMN no bigint;",
                        "squawk, strong_migrations, eugene, pgfence, pgsafe",
                        (c, s) -> c.is(ADD_COLUMN) && s.busy(c.table())
                                && (ColumnRules.serial(c) || c.has(Trait.IDENTITY))),
                rule("stored-generated-column", BLOCKING, BLOCK,
                        "ADD COLUMN GENERATED … STORED, SET EXPRESSION",
                        "the table is rewritten (tried)",
                        "a plain column with a trigger, or VIRTUAL from PostgreSQL 18 on",
                        "ALTER TABLE member ADD COLUMN total int;",
                        "squawk, strong_migrations, eugene, pgfence, migrationpilot, django-pg-zero-downtime",
                        (c, s) -> (c.is(ADD_COLUMN) && c.has(Trait.STORED) || c.is(SET_EXPRESSION))
                                && s.busy(c.table())),
                rule("default-before-11", BLOCKING, BLOCK, "ADD COLUMN with a default before PostgreSQL 11",
                        "the table is rewritten", "add it without, set the default, fill in batches",
                        "ALTER TABLE member ADD COLUMN level int;\nALTER TABLE member ALTER COLUMN level SET DEFAULT 1;",
                        "squawk, pgfence, strong_migrations",
                        (c, s) -> s.server() < 11 && c.is(ADD_COLUMN) && c.has(Trait.HAS_DEFAULT) && s.busy(c.table())),
                rule("reindex", BLOCKING, BLOCK, "REINDEX without CONCURRENTLY",
                        "nobody writes the table meanwhile (lock: SHARE)", "reindex concurrently, in a file of its own",
                        "REINDEX INDEX CONCURRENTLY member_email_idx;",
                        "squawk, django-migration-linter, pgfence, pgsafe, migrationpilot",
                        (c, s) -> s.locks() && c.is(REINDEX) && !c.has(Trait.CONCURRENTLY)),
                rule("vacuum-full", NEVER, BLOCK, "VACUUM FULL, CLUSTER",
                        "the table is copied while nobody can read it",
                        "use pg_repack by hand, or leave it to autovacuum", "",
                        "squawk, pgfence, pgsafe, migrationpilot",
                        (c, s) -> s.locks() && (c.is(VACUUM) && c.has(Trait.FULL) || c.is(CLUSTER))),
                rule("refresh-materialized-view", BLOCKING, BLOCK, "REFRESH MATERIALIZED VIEW without CONCURRENTLY",
                        "nobody reads it meanwhile (lock: ACCESS EXCLUSIVE)",
                        "give it a unique index and refresh concurrently",
                        "REFRESH MATERIALIZED VIEW CONCURRENTLY totals;", "pgfence, pgsafe, migrationpilot",
                        (c, s) -> s.locks() && c.is(REFRESH) && !c.has(Trait.CONCURRENTLY) && !s.ownObject(c.table())),
                rule("rewrite-table", NEVER, BLOCK, "SET LOGGED, UNLOGGED, TABLESPACE, ACCESS METHOD, OIDS",
                        "the table is copied while nobody can read it (tried)",
                        "let it out as a maintenance release", "",
                        "pgfence, pgsafe, migrationpilot, django-pg-zero-downtime",
                        (c, s) -> c.is(SET_LOGGED, SET_TABLESPACE, SET_ACCESS_METHOD)
                                && (c.table() == null || s.busy(c.table()))),
                rule("lock-table", NEVER, BLOCK, "LOCK TABLE", "everybody waits for the rest of the transaction",
                        "leave it out; statements lock what they need", "", "migrationpilot",
                        (c, s) -> c.is(LOCK) && !c.has(Trait.LOOSENS) && (c.table() == null || s.busy(c.table()))),
                rule("slow-work-under-lock", BLOCKING, BLOCK, "slow work in a transaction that holds ACCESS EXCLUSIVE",
                        "nobody reads the locked table until the slow part is done as well",
                        "put the slow statement into a file of its own", "",
                        "eugene, pgfence, django-migration-linter, migrationpilot",
                        (c, s) -> s.locks() && !s.transaction().locked().isEmpty() && slow(c, s)),
                rule("several-tables-locked", EXPAND_SAFE, WARN,
                        "ACCESS EXCLUSIVE on several tables in one transaction",
                        "a deadlock with old code that takes them in another order; both are locked while the second waits",
                        "one table a file", "", "eugene, django-migration-linter",
                        (c, s) -> s.busy(c.table()) && Locks.exclusive(c)
                                && s.transaction().locked().stream().anyMatch(t -> !t.equals(table(c).key()))),
                rule("unbatched-backfill", BLOCKING, BLOCK,
                        "UPDATE of every row, or of all that are (not) null, at once",
                        "every row stays locked, and old code waits, until all are done",
                        "update in batches by key, a transaction each: a file of its own that declares it is run so",
                        "-- towline: backfill member.id batch=2000\nUPDATE member SET level = 1 WHERE level IS NULL;",
                        "pgfence, strong_migrations, GitLab, migrationpilot",
                        (c, s) -> s.locks() && s.busy(c.table())
                                && (c.is(UPDATE) && Bounds.mostRows(c) || c.is(MERGE) && !c.has(Trait.LOOSENS))),
                rule("backfill-in-one-statement", EXPAND_SAFE, WARN,
                        "UPDATE, DELETE or INSERT … ON CONFLICT DO UPDATE without a bound on the key",
                        "on a large table the rows stay locked for long",
                        "add a range of the key, and repeat",
                        "UPDATE member SET level = 1 WHERE level IS NULL AND id BETWEEN 1 AND 10000;",
                        "strong_migrations, GitLab",
                        (c, s) -> s.locks() && (c.is(INSERT) && c.has(Trait.USING) && c.has(Trait.MODIFIES)
                                && s.busy(c.table())
                                || (c.is(UPDATE) && !Bounds.mostRows(c) || c.is(DELETE) && !Bounds.everyRow(c))
                                        && s.busy(c.table())
                                        && !Bounds.byKey(c))),
                rule("shadow-rewrite", BLOCKING, BLOCK, "a table or index that the shadow saw written anew (--shadow)",
                        "it is copied while nobody can read it",
                        "take the safe form of the rule that comes nearest, or let it out as a maintenance release", "",
                        "own", Condition.ELSEWHERE),
                rule("shadow-scan", BLOCKING, BLOCK,
                        "a table that the shadow saw read from end to end under a lock (--shadow)",
                        "nobody writes it, or even reads it, until every row is read",
                        "take the safe form of the rule that comes nearest: NOT VALID and VALIDATE, CONCURRENTLY, USING INDEX",
                        "", "own", Condition.ELSEWHERE),
                rule("lock-timeout-off", EXPAND_SAFE, WARN,
                        "lock_timeout or statement_timeout of zero, reset, without use (over a minute, over half an hour), or set after the first lock",
                        "a statement that waits for a lock makes everybody wait behind it, for ever",
                        "leave both out (Towline sets them before each statement and tries again), or set them first, above zero",
                        "SET LOCAL lock_timeout = '2s';", "squawk, eugene, pgfence, migrationpilot",
                        (c, s) -> Timeouts.loosened(c)
                                || Timeouts.about(c) && !s.transaction().locked().isEmpty()),
                rule("foreign-key-without-index", EXPAND_SAFE, WARN,
                        "ADD FOREIGN KEY without an index that begins with its column",
                        "a delete in the referred table reads the whole referring one",
                        "build the index concurrently first",
                        "CREATE INDEX CONCURRENTLY booking_member_idx ON booking (member_id);",
                        "eugene, pgfence, migrationpilot, GitLab",
                        (c, s) -> s.locks() && c.is(ADD_FOREIGN_KEY) && s.busy(c.table()) && !c.columns().isEmpty()
                                && !s.indexed(c.table(), c.columns().getFirst())));
    }

    private static dev.towline.migrate.sql.Name table(Change c) {
        return c.table() == null ? new dev.towline.migrate.sql.Name(null, "") : c.table();
    }

    private static boolean slow(Change c, Scene s) {
        boolean reads = c.is(UPDATE, DELETE, MERGE) && s.busy(c.table())
                || c.is(INSERT) && c.has(Trait.USING);
        boolean builds = c.is(CREATE_INDEX) && s.busy(c.table()) || c.is(VALIDATE_CONSTRAINT) && s.busy(c.table());
        return reads || builds;
    }

    private static Rule rule(String id, Verdict verdict, Severity severity, String what, String why, String remedy,
            String example, String source, Condition condition) {
        return new Rule(id, Rule.Group.LOCKS, what, why, verdict, severity, remedy, example, source, condition);
    }
}
