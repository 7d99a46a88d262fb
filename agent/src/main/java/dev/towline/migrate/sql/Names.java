package dev.towline.migrate.sql;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** PostgreSQL's names: what a written one is in the catalogue, and what it calls a constraint that nobody named. */
final class Names {
    /** NAMEDATALEN - 1, in bytes. */
    static final int LONGEST = 63;

    private Names() {}

    static String plain(String written) {
        if (written.length() >= 2 && written.charAt(0) == '"') {
            return written.substring(1, written.length() - 1).replace("\"\"", "\"");
        }
        return written.toLowerCase(Locale.ROOT);
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** As makeObjectName of PostgreSQL: the longer part is shortened first. */
    static String made(String table, String column, String label) {
        int room = LONGEST - label.length() - 1 - (column.isEmpty() ? 0 : 1);
        String one = table;
        String two = column;
        while (bytes(one) + bytes(two) > room) {
            if (bytes(one) > bytes(two)) {
                one = one.substring(0, one.length() - 1);
            } else {
                two = two.substring(0, two.length() - 1);
            }
        }
        return two.isEmpty() ? one + "_" + label : one + "_" + two + "_" + label;
    }

    static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
