package dev.towline.migrate.apply;

import static dev.towline.migrate.apply.Club.and;
import static dev.towline.migrate.apply.Club.file;

import dev.towline.migrate.lint.SourceFile;
import java.util.List;

/** Two releases' files, of each kind of step, that write down in a table when they run: in the end each line is there once. */
final class LogFiles {
    static final List<SourceFile> FIRST = List.of(file("0001_member.sql",
            "CREATE TABLE member (id bigint PRIMARY KEY, name text, nick text);\nCREATE TABLE log (entry text);\n"
                    + "CREATE TABLE item (id int PRIMARY KEY);\nINSERT INTO item VALUES (1), (2), (3);"));
    static final List<SourceFile> SECOND = and(FIRST,
            file("0002_email.sql", "ALTER TABLE member ADD COLUMN email text;\nINSERT INTO log VALUES ('0002');"),
            file("0003_indexes.sql", """
                    SET search_path = public;
                    INSERT INTO log VALUES ('0003 a');
                    CREATE INDEX CONCURRENTLY member_email ON member (email);
                    INSERT INTO log VALUES ('0003 b');
                    VACUUM log;
                    CREATE INDEX CONCURRENTLY member_name ON member (name);
                    """),
            file("0004_own.sql", """
                    BEGIN;
                    INSERT INTO log VALUES ('0004 a');
                    COMMIT;
                    BEGIN;
                    INSERT INTO log VALUES ('0004 b');
                    COMMIT;
                    """),
            file("0005_nick.sql", "ALTER TABLE member DROP COLUMN nick;\nINSERT INTO log VALUES ('0005');"),
            file("0006_items.sql", """
                    -- towline: backfill item.id batch=2
                    INSERT INTO log SELECT '0006 ' || id FROM item;
                    """));
    /** What runs before the contract. */
    static final String EXPANDED = "0002,0003 a,0003 b,0004 a,0004 b,0006 1,0006 2,0006 3";
    static final String LOG = "0002,0003 a,0003 b,0004 a,0004 b,0005,0006 1,0006 2,0006 3";

    private LogFiles() {}

    /** What is written down in that database. */
    static String log(Club club) {
        return club.ask("SELECT string_agg(entry, ',' ORDER BY entry) FROM log");
    }
}
