package dev.towline.desired.parse;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that is most like a misspelt one. */
public final class Nearest {
    private Nearest() {}

    /** Empty where none is near: more than a third of the letters differ. */
    public static Optional<String> to(String name, Collection<String> known) {
        if (name.length() > 100) {
            return Optional.empty();
        }
        return known.stream().filter(k -> distance(name, k) <= Math.max(1, Math.max(name.length(), k.length()) / 3))
                .min(Comparator.comparingInt((String k) -> distance(name, k)).thenComparing(Comparator.naturalOrder()));
    }

    /** As a remedy, with a list of all where none is near. */
    public static String remedy(String name, Collection<String> known) {
        return to(name, known).map(k -> "did you mean '" + k + "'?")
                .orElseGet(() -> known.isEmpty()
                        ? "there is none"
                        : "there are: " + String.join(", ", known.stream().sorted().limit(40).toList()));
    }

    /** Letters to change, insert, remove or swap with their neighbour; capitals count as the same. */
    static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
