package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Engine;
import dev.towline.migrate.sql.Place;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of one folder, in order.
 *
 * @param sequence whether they can be one history: all numbered, and none makes what another has made
 */
record Folder(List<Read> files, boolean sequence) {

    /** A file and its statements. */
    record Read(SourceFile file, Script script) {}

    static List<Folder> all(List<SourceFile> files, Engine engine) {
        Map<String, List<Read>> byFolder = new TreeMap<>();
        for (SourceFile file : files) {
            byFolder.computeIfAbsent(file.folder(), f -> new ArrayList<>())
                    .add(new Read(file, Script.of(file.text(), engine)));
        }
        return byFolder.values().stream().map(Folder::of).toList();
    }

    private static Folder of(List<Read> files) {
        List<Read> ordered = files.stream()
                .sorted(Comparator.comparingLong((Read r) -> r.file().number().orElse(Long.MAX_VALUE))
                        .thenComparing(r -> r.file().name()))
                .toList();
        return new Folder(ordered, numbered(ordered) && consistent(ordered));
    }

    private static boolean numbered(List<Read> files) {
        Set<Long> numbers = new HashSet<>();
        return files.stream()
                .allMatch(r -> r.file().number().isPresent() && numbers.add(r.file().number().getAsLong()));
    }

    /** Files that make the same table or column twice are examples side by side, not one history. */
    private static boolean consistent(List<Read> files) {
        Set<String> there = new HashSet<>();
        for (Read read : files) {
            for (Statement statement : read.script().statements()) {
                for (Change change : statement.changes()) {
                    if (!take(change, there)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean take(Change change, Set<String> there) {
        if (change.table() == null || change.has(Trait.IF_NOT_EXISTS)) {
            return true;
        }
        String table = change.table().key();
        return switch (change.kind()) {
            case CREATE_TABLE -> change.has(Trait.TEMPORARY) || there.add(table);
            case ADD_COLUMN -> there.add(table + "/" + change.column());
            case DROP_TABLE, RENAME_TABLE -> {
                there.removeIf(name -> name.equals(table) || name.startsWith(table + "/"));
                yield true;
            }
            case DROP_COLUMN, RENAME_COLUMN -> {
                there.remove(table + "/" + change.column());
                yield true;
            }
            default -> true;
        };
    }

    /** The number that a further file would have. */
    String nextNumber() {
        long highest = files.stream().mapToLong(r -> r.file().number().orElse(0)).max().orElse(0);
        return String.format("%04d", highest + 1);
    }

    /** What is wrong with a file's name. */
    List<Located> aboutNames(SourceFile file) {
        boolean others = files.stream().anyMatch(r -> r.file().ordered());
        if (!file.ordered()) {
            return others ? List.of(Located.of(Finding.of("file-name"), new Place(1, 1), file.name())) : List.of();
        }
        return files.stream().map(Read::file).filter(other -> !other.equals(file) && other.ordered()
                && other.number().equals(file.number())).findFirst()
                .map(other -> List.of(Located.of(Finding.of("out-of-order"), new Place(1, 1), file.name())
                        .saying(other.name() + " has the same number")
                        .advising("rename the later one to " + nextNumber() + file.name().replaceFirst("^\\d+", ""))))
                .orElse(List.of());
    }

}
