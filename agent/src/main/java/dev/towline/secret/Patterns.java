package dev.towline.secret;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Many texts, looked for at once: one look into a table for each character of a text, by the four characters that begin there. Immutable.
 */
final class Patterns {
    /** Fewer characters stand in every text by chance, and can be guessed; such a secret is not hidden. */
    static final int SHORTEST = 4;

    /** So much of the beginning of a secret at the end of a text, or before an ellipsis, is what a cut has left of it. */
    private static final int SHORTEST_CUT = 8;

    private static final String[] NONE = {};

    private final String[][] table;
    private final int longest;

    private Patterns(String[][] table, int longest) {
        this.table = table;
        this.longest = longest;
    }

    static Patterns of(Collection<String> texts) {
        List<String> sorted = texts.stream().filter(text -> text.length() >= SHORTEST).distinct()
                .sorted(Comparator.comparingInt(String::length).reversed()).toList();
        int size = Integer.highestOneBit(Math.max(8, sorted.size() * 8));
        List<List<String>> table = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            table.add(List.of());
        }
        for (String text : sorted) {
            int slot = slot(text, 0, size);
            if (table.get(slot).isEmpty()) {
                table.set(slot, new ArrayList<>());
            }
            table.get(slot).add(text);
        }
        return new Patterns(table.stream().map(slot -> slot.toArray(NONE)).toArray(String[][]::new),
                sorted.isEmpty() ? 0 : sorted.getFirst().length());
    }

    private static int slot(String text, int at, int size) {
        int hash = ((text.charAt(at) * 31 + text.charAt(at + 1)) * 31 + text.charAt(at + 2)) * 31 + text.charAt(at + 3);
        hash *= 0x9E3779B9;
        return (hash ^ hash >>> 15) & size - 1;
    }

    /** Characters of the longest. */
    int longest() {
        return longest;
    }

    /** The end of the longest one that begins at {@code at}, whole or cut off, or {@code at}. */
    int end(String text, int at) {
        if (at + SHORTEST > text.length()) {
            return at;
        }
        for (String candidate : table[slot(text, at, table.length)]) {
            int end = end(text, at, candidate);
            if (end > at) {
                return end;
            }
        }
        return at;
    }

    private static int end(String text, int at, String candidate) {
        int most = Math.min(candidate.length(), text.length() - at);
        int same = 0;
        while (same < most && text.charAt(at + same) == candidate.charAt(same)) {
            same++;
        }
        boolean whole = same == candidate.length();
        boolean cut = same >= SHORTEST_CUT && (at + same == text.length() || text.charAt(at + same) == '…');
        return whole || cut ? at + same : at;
    }
}
