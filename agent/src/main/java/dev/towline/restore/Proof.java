package dev.towline.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A restore point that was restored whole, beside the live database, and what of both differs.
 *
 * @param scratch name of the database, or path of the file, that it was restored to
 * @param kept whether that is still there
 * @param unreadable why the live one could not be read, or empty; then only what was restored is told
 */
public record Proof(RestorePoint point, String scratch, boolean kept, String unreadable, List<Table> tables,
        Difference migrations, Difference ledger) {
    /** Rows of one table; null where it is not there. */
    public record Table(String name, @Nullable Long live, @Nullable Long restored) {
        /** Rows that going back would lose; what was changed in place is not counted. */
        public long lost() {
            return Math.max(0, (live == null ? 0 : live) - (restored == null ? 0 : restored));
        }
    }

    /** What only one side has. */
    public record Difference(List<String> onlyLive, List<String> onlyRestored) {
        public Difference {
            onlyLive = List.copyOf(onlyLive);
            onlyRestored = List.copyOf(onlyRestored);
        }

        static Difference of(SortedSet<String> live, SortedSet<String> restored) {
            return new Difference(live.stream().filter(l -> !restored.contains(l)).toList(),
                    restored.stream().filter(r -> !live.contains(r)).toList());
        }
    }

    public Proof {
        tables = List.copyOf(tables);
    }

    static Proof of(RestorePoint point, String scratch, boolean kept, String unreadable, Contents live,
            Contents restored) {
        TreeSet<String> names = new TreeSet<>(live.rows().keySet());
        names.addAll(restored.rows().keySet());
        List<Table> tables = new ArrayList<>();
        names.forEach(name -> tables.add(new Table(name, live.rows().get(name), restored.rows().get(name))));
        return new Proof(point, scratch, kept, unreadable, tables,
                Difference.of(live.migrations(), restored.migrations()),
                Difference.of(live.ledger(), restored.ledger()));
    }

    public List<Table> lost() {
        return tables.stream().filter(table -> table.lost() > 0).toList();
    }
}
