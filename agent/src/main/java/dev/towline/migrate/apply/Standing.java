package dev.towline.migrate.apply;

import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The files of a release held against the ledger.
 *
 * @param applied those that have run
 * @param waiting those that wait for the contract, as they were taken in
 * @param pending those that are to be judged: new ones, cut ones, and waiting ones that were edited since
 * @param gone what waited and was removed from the folder since; it is forgotten
 * @param refusals what makes the two no one history
 * @param taken what has run, is not in this release, and has taken away what its code may need
 * @param notes what is worth saying
 */
record Standing(List<SourceFile> applied, List<SourceFile> waiting, List<SourceFile> pending, List<Row> gone,
        List<Refusal> refusals, List<Row> taken, List<String> notes) {
    private static final String RULE = "out-of-order";

    static Standing of(List<SourceFile> folder, Map<String, Row> ledger, int baseline, List<RuleOverride> overrides) {
        return new Reading(ledger, baseline, overrides).read(folder);
    }

    /** In the order of their numbers. */
    static List<SourceFile> sorted(List<SourceFile> files) {
        return files.stream().sorted(Comparator.comparingLong((SourceFile f) -> f.number().orElse(Long.MAX_VALUE))
                .thenComparing(SourceFile::name)).toList();
    }

    private static long number(String name) {
        return new SourceFile(name, "").number().orElse(Long.MAX_VALUE);
    }

    private record Reading(Map<String, Row> ledger, int baseline, List<RuleOverride> overrides) {
        Standing read(List<SourceFile> folder) {
            Standing standing = new Standing(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(),
                    new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            long newest = ledger.values().stream().filter(r -> r.state() != Row.State.CANCELLED)
                    .mapToLong(r -> number(r.name())).max().orElse(-1);
            for (SourceFile file : sorted(folder)) {
                file(file, newest, standing);
            }
            long last = folder.stream().mapToLong(f -> f.number().orElse(-1)).max().orElse(-1);
            ledger.values().stream().filter(r -> folder.stream().noneMatch(f -> f.name().equals(r.name())))
                    .forEach(row -> missing(row, last, standing));
            return standing;
        }

        private void file(SourceFile file, long newest, Standing standing) {
            Row row = ledger.get(file.name());
            if (!file.ordered()) {
                standing.refusals.add(Refusal.ofHistory(file.path(), "its name does not say when it runs",
                        "name it NNNN_name.sql, with the next free number", ""));
                return;
            }
            if (row == null && ledger.isEmpty() && file.number().orElseThrow() <= baseline) {
                standing.applied.add(file);
                return;
            }
            if (row == null) {
                if (file.number().orElseThrow() <= newest && !permitted(file)) {
                    standing.refusals.add(Refusal.ofHistory(file.path(), "files up to " + newest
                            + " have run here, so this one comes too late: hosts would not end with the same schema",
                            "rename it to " + String.format("%04d", newest + 1)
                                    + file.name().replaceFirst("^\\d+", ""),
                            file.sha256()));
                }
                standing.pending.add(file);
                return;
            }
            known(file, row, standing);
        }

        private void known(SourceFile file, Row row, Standing standing) {
            boolean same = row.sha256().equals(file.sha256());
            switch (row.state()) {
                case DONE, BASELINE -> {
                    standing.applied.add(file);
                    edited(file, row, same || row.state() == Row.State.BASELINE, standing);
                }
                case RUNNING -> {
                    (row.contract() ? standing.waiting : standing.pending).add(file);
                    edited(file, row, same, standing);
                }
                case WAITING -> (same ? standing.waiting : standing.pending).add(file);
                case CANCELLED -> standing.pending.add(file);
            }
        }

        private void edited(SourceFile file, Row row, boolean same, Standing standing) {
            if (!same && !permitted(file)) {
                standing.refusals.add(Refusal.ofHistory(file.path(),
                        "it has run here with release " + row.release() + " and was edited since: its sha256 was "
                                + row.sha256() + " and is " + file.sha256(),
                        "put it back as it was, and write what shall change in a new file; if it means the same,"
                                + " override the rule out-of-order for this sha256",
                        file.sha256()));
            }
        }

        private void missing(Row row, long last, Standing standing) {
            boolean older = number(row.name()) > last;
            if (row.state() == Row.State.CANCELLED || row.state() == Row.State.BASELINE) {
                return;
            }
            if (row.state() == Row.State.WAITING) {
                if (older) {
                    standing.notes.add(row.name() + " goes on waiting: this release does not have it");
                } else {
                    standing.gone.add(row);
                    standing.notes.add(row.name() + " waited, and was removed: it is never run");
                }
            } else if (row.hasTaken()) {
                standing.taken.add(row);
            } else if (older) {
                standing.notes.add(row.name() + " has run here; this release is older, and its code lives with it");
            } else if (overrides.stream().noneMatch(o -> o.rule().equals(RULE) && o.sha256().equals(row.sha256()))) {
                standing.refusals.add(Refusal.ofHistory(row.name(),
                        "it has run here with release " + row.release() + " and is gone from the folder",
                        "put it back: hosts that are made anew would have another schema", row.sha256()));
            }
        }

        private boolean permitted(SourceFile file) {
            return overrides.stream()
                    .anyMatch(o -> o.rule().equals(RULE) && o.about(file) && o.sha256().equals(file.sha256()));
        }
    }

    /** What an older release is told. */
    static String problem(Row row) {
        return "it has run here with release " + row.release() + " and has taken away what code without it may need: "
                + row.takes().lines().collect(Collectors.joining(" "));
    }
}
