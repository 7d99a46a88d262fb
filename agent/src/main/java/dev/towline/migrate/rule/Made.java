package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Name;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the file that is judged has made so far. Nobody else knows it before the file has ended. */
final class Made {
    final Set<String> tables = new HashSet<>();
    /** Those of the tables that it makes only where they are not there. */
    final Set<String> conditional = new HashSet<>();
    final Map<String, Change> columns = new HashMap<>();
    /** Views, functions, types, sequences, domains. */
    final Set<String> objects = new HashSet<>();
    /** Of constraints and indexes. */
    final Set<String> names = new HashSet<>();

    void clear() {
        tables.clear();
        conditional.clear();
        columns.clear();
        objects.clear();
        names.clear();
    }

    /** From here on a name without a schema may be another table than the one that the file has made. */
    void elsewhere() {
        tables.clear();
        conditional.clear();
        columns.clear();
    }

    void table(Name name, boolean onlyIfNotThere) {
        tables.add(name.key());
        if (onlyIfNotThere) {
            conditional.add(name.key());
        }
    }

    /** One of this name that is older is what comes to light. */
    void gone(Name table) {
        tables.remove(table.key());
        columns.keySet().removeIf(key -> key.startsWith(table.key() + "/"));
    }
}
