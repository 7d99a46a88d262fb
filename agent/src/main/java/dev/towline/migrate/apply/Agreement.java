package dev.towline.migrate.apply;

import dev.towline.migrate.apply.Failure.Code;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Whether the catalog has what the ledger says that files have made. */
final class Agreement {
    private Agreement() {}

    /** What is missing, of a table that is gone only the table; what a person has let pass is not. */
    static List<Expected> missing(Task task, Map<String, Row> rows, Catalog catalog) {
        List<Expected> missing = Expected.of(task.files(), rows).stream().filter(made -> !made.isIn(catalog))
                .filter(made -> task.overrides().stream().noneMatch(o -> o.rule().equals("out-of-order")
                        && o.about(made.file()) && o.sha256().equals(made.file().sha256())))
                .toList();
        return missing.stream().filter(made -> made.sort() == Expected.Sort.TABLE || catalog.hasTable(made.table()))
                .toList();
    }

    /**
     * Nothing is judged or run where a table or a column is gone: it would be judged on a schema that no history of these files
     * leads to. An index that is gone makes queries slow and is left to {@code towline doctor}.
     *
     * @throws Failure with both sides of the first
     */
    static void require(Task task, Map<String, Row> rows, Session session) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<Expected> missing = missing(task, rows, Catalog.of(session)).stream()
                .filter(made -> made.sort() != Expected.Sort.INDEX).toList();
        if (!missing.isEmpty()) {
            Expected first = missing.getFirst();
            Row row = rows.get(first.file().name());
            throw Failure.of(Code.DISAGREEMENT, first.file().name() + ": the ledger says that it ran with release "
                    + (row == null ? "" : row.release()) + ", the file makes " + first.words()
                    + ", the catalog does not have it" + (missing.size() > 1
                            ? " (and " + (missing.size() - 1) + " more)"
                            : "")
                    + "; " + first.remedy() + "; see 'towline doctor'");
        }
    }
}
