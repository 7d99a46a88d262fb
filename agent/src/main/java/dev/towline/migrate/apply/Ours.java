package dev.towline.migrate.apply;

import dev.towline.migrate.shadow.Sent;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Statement;

/** What a file does with rows is no release's traffic, though its role is the same. */
final class Ours {
    private Ours() {}

    static String marked(Statement statement) {
        boolean rows = statement.flaw() == null && statement.changes().stream()
                .allMatch(c -> c.is(Kind.INSERT, Kind.UPDATE, Kind.DELETE, Kind.MERGE, Kind.SELECT));
        return rows ? marked(statement.text()) : statement.text();
    }

    /** Behind its first word, where the server keeps it. */
    static String marked(String sql) {
        return sql.replaceFirst("^\\w+", "$0 " + Sent.OURS);
    }
}
