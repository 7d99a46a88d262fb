package dev.towline.lab;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A SQLite file on a host, asked without writing to it. */
record SqliteOnHost(DebianHost host, String file) {
    private static final String ASK = """
            import sqlite3, sys
            rows = sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True).execute(sys.argv[2]).fetchall()
            print("\\n".join("|".join(str(value) for value in row) for row in rows))
            """;

    String ask(String query) {
        return host.execOk("python3", "-c", ASK, file, query).line();
    }

    Set<String> columns(String table) {
        return new TreeSet<>(
                List.of(ask("select group_concat(name, ' ') from pragma_table_info('" + table + "')").split(" ")));
    }
}
