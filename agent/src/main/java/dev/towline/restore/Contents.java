package dev.towline.restore;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.SortedSet;

/**
 * What is in a database at one moment.
 *
 * @param rows by table
 * @param migrations those that have run: {@code app.name} as Django's own table has them, SQL files as the ledger has them
 * @param ledger what Towline noted of statements and files that ran or wait, a line each
 */
record Contents(Map<String, Long> rows, SortedSet<String> migrations, SortedSet<String> ledger) {
    static final Contents NOTHING = of(List.of());

    Contents {
        rows = new TreeMap<>(rows);
        migrations = new TreeSet<>(migrations);
        ledger = new TreeSet<>(ledger);
    }

    /** Of lines {@code rows NUMBER TABLE}, {@code migration NAME} and {@code ledger TEXT}; others are passed over. */
    static Contents of(Collection<String> lines) {
        Contents contents = new Contents(Map.of(), new TreeSet<>(), new TreeSet<>());
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            if (words.length == 2) {
                contents.add(words[0], words[1]);
            }
        }
        return contents;
    }

    private void add(String what, String rest) {
        switch (what) {
            case "migration" -> migrations.add(rest);
            case "ledger" -> ledger.add(rest);
            case "rows" -> {
                String[] words = rest.split(" ", 2);
                if (words.length == 2 && words[0].matches("[0-9]{1,18}")) {
                    rows.put(words[1], Long.parseLong(words[0]));
                }
            }
            default -> {
            }
        }
    }
}
