package dev.towline.render.filter;

import java.util.Collection;
import java.util.Optional;

/** The known name that a misspelt one most likely means. */
final class Nearest {
    private Nearest() {}

    static Optional<String> of(String name, Collection<String> known) {
        return known.stream().sorted()
                .filter(each -> distance(name, each) <= Math.max(1, Math.min(3, name.length() / 3)))
                .min((a, b) -> Integer.compare(distance(name, a), distance(name, b)));
    }

    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 3) {
            return 99;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
