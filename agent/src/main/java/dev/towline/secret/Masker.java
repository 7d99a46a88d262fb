package dev.towline.secret;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes every secret that the agent knows out of a text, in the forms in which programs write it. One for the whole process; it stands
 * where output is stored or sent. What is learnt is known to the next text. A text that was stored before is not changed. Thread-safe.
 */
public final class Masker {
    private final Set<String> values = new HashSet<>();
    private final Set<String> forms = new HashSet<>();
    private volatile @Nullable Patterns patterns = Patterns.of(List.of());

    /** Hides the secret from now on. It stays hidden after it was replaced: old output may come late. */
    public void learn(Secret secret) {
        learn(List.of(secret));
    }

    public synchronized void learn(Collection<Secret> secrets) {
        for (Secret secret : secrets) {
            if (values.add(secret.reveal()) && forms.addAll(Forms.of(secret.reveal()))) {
                patterns = null;
            }
        }
    }

    /** The text with {@link Secret#MASK} where a secret was. */
    public String mask(String text) {
        return mask(text, 0, text.length());
    }

    private String mask(String text, int covered, int end) {
        Patterns known = patterns();
        StringBuilder masked = null;
        int copied = 0;
        int hidden = covered;
        int at = 0;
        while (at < end) {
            hidden = Math.max(hidden, known.end(text, at));
            if (hidden <= at) {
                at++;
                continue;
            }
            masked = masked == null ? new StringBuilder(end) : masked;
            masked.append(text, copied, at).append(Secret.MASK);
            while (at < end && (at < hidden || known.end(text, at) > at)) {
                hidden = Math.max(hidden, known.end(text, at));
                at++;
            }
            copied = at;
        }
        return masked == null ? text.substring(0, end) : masked.append(text, copied, end).toString();
    }

    /** How many characters at the beginning of {@code next} belong to a secret that begins in {@code text}, or are hidden before. */
    private int over(String text, String next, int covered) {
        Patterns known = patterns();
        String both = text + next.substring(0, Math.min(next.length(), known.longest()));
        int over = covered;
        for (int at = Math.max(0, text.length() - known.longest()); at < text.length(); at++) {
            over = Math.max(over, known.end(both, at));
        }
        return Math.max(0, over - text.length());
    }

    private Patterns patterns() {
        Patterns known = patterns;
        return known != null ? known : made();
    }

    private synchronized Patterns made() {
        Patterns made = Patterns.of(forms);
        patterns = made;
        return made;
    }

    /** For text that comes in pieces. */
    public Stream stream() {
        return new Stream();
    }

    /**
     * Pieces of one output, for instance lines. A secret that begins in one and ends in the next is hidden in both; for that each is held
     * back until the next is there. Not thread-safe.
     */
    public final class Stream {
        private @Nullable String held;
        private int covered;

        private Stream() {}

        /** Takes a piece; gives the one before it, masked, or null at the beginning. */
        public @Nullable String next(String piece) {
            String before = held;
            int hidden = covered;
            held = piece;
            if (before == null) {
                return null;
            }
            covered = over(before, piece, hidden);
            int kept = Math.min(piece.length(), patterns().longest());
            return mask(before + piece.substring(0, kept), hidden, before.length());
        }

        /** The last piece, masked; or null where it was given already. */
        public @Nullable String end() {
            String last = held;
            int hidden = covered;
            held = null;
            covered = 0;
            return last == null ? null : mask(last, Math.min(hidden, last.length()), last.length());
        }
    }
}
