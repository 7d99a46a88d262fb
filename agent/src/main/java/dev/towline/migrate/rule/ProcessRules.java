package dev.towline.migrate.rule;

import static dev.towline.migrate.rule.Severity.BLOCK;
import static dev.towline.migrate.rule.Severity.WARN;
import static dev.towline.migrate.rule.Verdict.CONTRACT;
import static dev.towline.migrate.rule.Verdict.EXPAND_SAFE;
import static dev.towline.migrate.rule.Verdict.NEVER;
import static dev.towline.migrate.rule.Verdict.OPAQUE;
import static dev.towline.migrate.sql.Kind.*;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Trait;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What cannot be judged, repeated or ordered. */
final class ProcessRules {
    private static final Pattern SERIAL_KEY = Pattern
            .compile("(?is)\\b(serial|serial4|smallserial|(small)?int(eger)?|int[24])\\b[^,]*\\bprimary\\s+key\\b");
    private static final Set<String> CATALOGUE = Set.of("pg_attribute", "pg_attrdef", "pg_class", "pg_constraint",
            "pg_enum", "pg_type", "pg_index", "pg_proc", "pg_trigger", "pg_namespace", "pg_database", "pg_authid",
            "pg_depend", "pg_settings", "pg_description", "pg_extension", "pg_rewrite", "pg_statistic", "pg_language",
            "pg_cast");
    private static final Set<String> READS = Set.of("count", "sum", "min", "max", "avg", "coalesce", "now", "exists",
            "array_agg",
            "string_agg", "json_agg", "jsonb_agg", "lower", "upper", "length", "setval", "currval", "nextval",
            "lastval",
            "current_setting", "set_config", "version", "to_char", "date_trunc", "extract", "greatest", "least",
            "nullif", "row_number",
            "rank", "unnest", "generate_series", "format", "concat", "md5", "random", "round", "abs", "cast", "trim",
            "replace", "substring",
            "has_table_privilege", "to_regclass", "quote_ident", "quote_literal", "txid_current", "array_length",
            "cardinality", "bool_or", "bool_and", "pg_backend_pid", "pg_typeof", "pg_size_pretty",
            "pg_try_advisory_lock",
            "pg_try_advisory_xact_lock", "pg_advisory_xact_lock", "pg_advisory_lock", "pg_advisory_unlock",
            "pg_table_is_visible");

    private ProcessRules() {}

    static List<Rule> all() {
        return List.of(
                rule("transaction-in-file", NEVER, BLOCK,
                        "BEGIN without COMMIT, COMMIT without BEGIN, BEGIN in BEGIN, ROLLBACK, two-phase commit",
                        "what comes after runs in another transaction than it seems, or nothing is kept",
                        "close every BEGIN by a COMMIT, or leave both out: a file runs in one transaction unless it says CONCURRENTLY",
                        "BEGIN;\nALTER TABLE member ADD COLUMN level int;\nCOMMIT;", "squawk, pgfence, migrationpilot",
                        Condition.ELSEWHERE),
                rule("not-repeatable", EXPAND_SAFE, WARN,
                        "a file without a transaction of which a second run would fail",
                        "cut in the middle, it can neither go on nor begin again",
                        "one statement in such a file, or IF [NOT] EXISTS on each",
                        "DROP INDEX CONCURRENTLY IF EXISTS member_old_idx;", "squawk, pgfence", Condition.ELSEWHERE),
                rule("if-not-exists-hides", EXPAND_SAFE, WARN, "CREATE TABLE, ADD COLUMN … IF NOT EXISTS",
                        "something else of that name passes for it (tried)",
                        "leave it out in a file that runs in a transaction: it is never half done", "",
                        "pgsafe, migrationpilot", (c, s) -> c.has(Trait.IF_NOT_EXISTS)
                                && c.is(CREATE_TABLE, ADD_COLUMN, CREATE_TYPE)
                                && (c.is(CREATE_TABLE) || s.old(c.table()))),
                rule("opaque-block", OPAQUE, BLOCK, "DO with a loop, EXECUTE or a function, EXECUTE, CALL",
                        "what it does is known only when it has done it",
                        "write the statements themselves, or declare the file in the config repo with a reason", "",
                        "pgsafe, migrationpilot, strong_migrations",
                        (c, s) -> c.is(DO) && !c.has(Trait.LOOSENS) || c.is(CALL)),
                rule("unknown-function", OPAQUE, BLOCK, "SELECT of a function that may do anything",
                        "what it does is known only when it has done it",
                        "write the statements themselves, or declare the file in the config repo with a reason", "",
                        "own",
                        (c, s) -> c.is(SELECT) && calls(c)),
                rule("unread-statement", OPAQUE, BLOCK,
                        "a statement that the PostgreSQL grammar does not know, a command of psql",
                        "nothing can be said about it",
                        "write it as PostgreSQL's manual does; for psql's \\commands write the statement itself", "",
                        "own", (c, s) -> c.is(OPAQUE_KIND)),
                rule("unknown-statement", OPAQUE, BLOCK,
                        "a statement that no rule knows (event triggers, subscriptions, tablespaces, languages, COPY … PROGRAM)",
                        "nothing can be said about it",
                        "do it by hand as the superuser, or declare the file in the config repo with a reason", "",
                        "own",
                        (c, s) -> c.is(UNKNOWN) || c.is(COPY) && c.has(Trait.FULL)),
                rule("copy-rows", OPAQUE, BLOCK, "COPY … FROM",
                        "the rows are not in reach of the database server, or not known here",
                        "write INSERTs, or load them by the application", "INSERT INTO plan (name) VALUES ('basic');",
                        "own", (c, s) -> c.is(COPY) && !c.has(Trait.FULL)),
                rule("out-of-order", NEVER, BLOCK,
                        "two files of one number, a file that was edited, removed, or comes before one that was applied",
                        "hosts do not end with the same schema",
                        "give the new file the next free number; never edit one that was applied", "", "atlas, Flyway",
                        Condition.ELSEWHERE),
                rule("file-name", EXPAND_SAFE, WARN, "a file that is not named NNNN_name.sql",
                        "it has no place in the order, and is not applied", "name it by the next free number",
                        "0042_add_level.sql", "own", Condition.ELSEWHERE),
                rule("mixed-phases", CONTRACT, BLOCK, "statements of both phases in one file",
                        "what the running release needs would go before the new one runs, or what new code needs would come too late",
                        "split the file", "", "own", Condition.ELSEWHERE),
                rule("header-looser", CONTRACT, BLOCK,
                        "-- towline: expand above a statement that must wait, or a word that is not known",
                        "a header may only be stricter than the verdict", "write -- towline: contract, or leave it out",
                        "-- towline: contract", "own", Condition.ELSEWHERE),
                rule("backfill-declaration", OPAQUE, BLOCK,
                        "-- towline: backfill that cannot be read, or above what is no one statement about that table's rows",
                        "it would run at once, or not for every row",
                        "name the key, which is NOT NULL and has an index, and write one UPDATE, DELETE or INSERT … SELECT of plain rows",
                        "-- towline: backfill member.id batch=2000\nUPDATE member SET full_name = name WHERE full_name IS NULL;",
                        "own", Condition.ELSEWHERE),
                rule("python-migration", OPAQUE, WARN, "RunPython",
                        "what it sends is known only when it sends it; Towline looks at each statement then, and stops what running code would not survive",
                        "read and write rows in it, and leave the schema to schema operations", "",
                        "pgsafe, migrationpilot", Condition.ELSEWHERE),
                rule("shadow-failed", NEVER, BLOCK, "a statement that failed on the shadow (--shadow)",
                        "it fails on the real database as well, or with other rows would",
                        "mend it as the message says", "",
                        "own", Condition.ELSEWHERE),
                rule("structure", NEVER, BLOCK,
                        "a schema that is not what a release's models know (--shadow with --base)",
                        "code reads a column that is gone, or writes a row that the database does not take",
                        "keep what running code knows until nothing of it runs; give each model the migration that it needs",
                        "towline lint . --shadow postgresql://ci@localhost/postgres --base origin/main", "own",
                        Condition.ELSEWHERE),
                rule("shadow-refused", NEVER, BLOCK,
                        "what a deploy's plan refuses on the shadow, and no rule over statements sees (--shadow with --base)",
                        "running code would not survive it, or nobody can say whether it would",
                        "do as the refusal says: it is written for that very migration", "", "own",
                        Condition.ELSEWHERE),
                rule("shadow-untried", EXPAND_SAFE, WARN,
                        "a statement that could not be tried on the shadow (--shadow)",
                        "what it needs is not there, or it reaches beyond the database; only the rules have judged it",
                        "give the whole folder, or what is there before it by --schema",
                        "towline lint migrations/ --shadow postgresql://ci@localhost/postgres --schema schema.sql",
                        "own", Condition.ELSEWHERE),
                rule("unread-migration", OPAQUE, BLOCK, "a Django migration that cannot be imported or written as SQL",
                        "nothing can be said about it",
                        "make it importable without a database: no query at import time; point --python at the project's interpreter, and give what its settings read from the environment by --env-file",
                        "towline lint . --python .venv/bin/python", "own", Condition.ELSEWHERE),
                rule("irreversible", EXPAND_SAFE, WARN, "RunPython or RunSQL without its reverse",
                        "nobody can go back by hand; Towline never runs down-migrations",
                        "give it a reverse, be it migrations.RunPython.noop",
                        "migrations.RunPython(fill, migrations.RunPython.noop)", "django-migration-linter",
                        Condition.ELSEWHERE),
                rule("enum-value-used-at-once", NEVER, BLOCK, "an enum value used in the transaction that adds it",
                        "PostgreSQL refuses it: unsafe use of new value (tried)", "add the value in a file of its own",
                        "ALTER TYPE mood ADD VALUE 'glad';", "pgsafe", (c, s) -> s.transaction().enumValues().stream()
                                .anyMatch(v -> String.valueOf(c.expression()).contains(v))
                                && !c.is(ALTER_TYPE_ADD_VALUE)),
                rule("server-settings", NEVER, BLOCK, "ALTER SYSTEM, roles with rights over the whole server",
                        "it reaches beyond the site's database", "write it in the component that configures PostgreSQL",
                        "", "migrationpilot",
                        (c, s) -> c.is(ALTER_SYSTEM, CREATE_DATABASE) || c.is(ROLE) && c.has(Trait.SUPERUSER)),
                rule("system-catalogue", NEVER, BLOCK, "INSERT, UPDATE or DELETE in PostgreSQL's own tables",
                        "nothing checks it and nothing is locked for it; rows and plans of old code may contradict it from then on",
                        "write the ALTER statement that does it", "", "own",
                        (c, s) -> s.locks() && c.is(INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY)
                                && catalogue(c.table())),
                rule("down-section", NEVER, BLOCK,
                        "a section that takes the migration back (-- +goose Down, -- migrate:down)",
                        "Towline runs a file whole, this part too",
                        "move it into a file of its own, NNNN_name.down.sql, which is never run",
                        "", "own", Condition.ELSEWHERE),
                rule("role", EXPAND_SAFE, WARN, "CREATE, ALTER or DROP ROLE",
                        "roles belong to the server, not to the site's database, and no restore brings them back",
                        "name it in the config repo", "", "migrationpilot",
                        (c, s) -> c.is(ROLE) && !c.has(Trait.SUPERUSER)),
                rule("volatile-check", EXPAND_SAFE, WARN, "CHECK that is not the same tomorrow",
                        "a restore refuses rows that were fine when they were written",
                        "compare with columns of the row only", "", "migrationpilot", (c, s) -> c.is(ADD_CHECK)
                                && Pattern.compile(
                                        "(?i)\\b(now\\s*\\(|current_(date|timestamp|time)|random\\s*\\(|clock_timestamp)")
                                        .matcher(String.valueOf(c.expression())).find()),
                rule("not-enforced", EXPAND_SAFE, WARN, "NOT ENFORCED", "it looks like a constraint and is none",
                        "leave it out, or enforce it", "", "migrationpilot", (c, s) -> c.has(Trait.NOT_ENFORCED)),
                rule("security-definer", EXPAND_SAFE, WARN, "SECURITY DEFINER without search_path",
                        "whoever calls it chooses what its names mean, with the owner's rights", "fix its search_path",
                        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = public AS 'SELECT 1';",
                        "migrationpilot", (c, s) -> c.has(Trait.SECURITY_DEFINER) && !c.has(Trait.SEARCH_PATH)),
                rule("small-primary-key", EXPAND_SAFE, WARN, "a primary key of 32 bits or fewer",
                        "2,147,483,647 rows come sooner than one thinks, and the way out is a rewrite", "use bigint",
                        "CREATE TABLE visit (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);",
                        "squawk, pgfence",
                        (c, s) -> s.locks() && c.is(CREATE_TABLE)
                                && SERIAL_KEY.matcher(String.valueOf(c.expression())).find()),
                rule("padded-char", EXPAND_SAFE, WARN, "a column of type char(n)", "it is padded with blanks",
                        "use text", "ALTER TABLE member ADD COLUMN code text;", "squawk, pgfence",
                        (c, s) -> s.locks() && (c.is(ADD_COLUMN)
                                && String.valueOf(c.type()).matches("(char|character|bpchar)(\\(.*)?")
                                || c.is(CREATE_TABLE) && Pattern.compile("(?i)\\s(char|character)\\s*\\(")
                                        .matcher(String.valueOf(c.expression())).find())),
                rule("timestamp-without-zone", EXPAND_SAFE, WARN, "a column of type timestamp without time zone",
                        "it means another moment wherever the zone differs", "use timestamptz",
                        "ALTER TABLE member ADD COLUMN seen timestamptz;", "squawk, pgfence",
                        (c, s) -> s.locks() && c.is(ADD_COLUMN)
                                && String.valueOf(c.type()).matches("timestamp(\\(\\d\\))?( without time zone)?")),
                rule("long-identifier", EXPAND_SAFE, WARN, "a name of more than 63 bytes",
                        "PostgreSQL cuts it, and two names become one", "shorten it", "", "pgfence",
                        (c, s) -> longName(c.name()) || longName(c.column())
                                || c.is(CREATE_TABLE) && c.table() != null && longName(c.table().name())));
    }

    private static final dev.towline.migrate.sql.Kind OPAQUE_KIND = dev.towline.migrate.sql.Kind.OPAQUE;

    private static boolean catalogue(@org.jspecify.annotations.Nullable Name table) {
        return table != null && (CATALOGUE.contains(table.name()) && table.schema() == null
                || "pg_catalog".equals(table.schema()));
    }

    private static boolean longName(@org.jspecify.annotations.Nullable String name) {
        return name != null && name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 63;
    }

    /** A function in front of everything, whose name says nothing about what it does. */
    private static boolean calls(Change change) {
        return change.columns().stream().map(name -> name.toLowerCase(Locale.ROOT).replace("pg_catalog.", ""))
                .anyMatch(name -> !READS.contains(name) && !name.startsWith("pg_get_")
                        && !name.matches("pg_\\w+_size") && !name.matches("(pg_)?(has|is)_\\w+")
                        && !name.startsWith("json")
                        && !name.startsWith("array_") && !name.startsWith("to_") && !name.startsWith("regexp_"));
    }

    private static Rule rule(String id, Verdict verdict, Severity severity, String what, String why, String remedy,
            String example, String source, Condition condition) {
        return new Rule(id, Rule.Group.PROCESS, what, why, verdict, severity, remedy, example, source, condition);
    }
}
