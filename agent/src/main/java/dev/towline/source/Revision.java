package dev.towline.source;

import java.util.regex.Pattern;

/** One commit, by its full id: 40 lower-case hexadecimal digits. */
public record Revision(String commit) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");
    private static final int SHORT = 12;

    public Revision {
        if (!isId(commit)) {
            throw new IllegalArgumentException("'" + Printable.of(commit)
                    + "' is not a commit id; write all 40 lower-case hexadecimal digits, as `git rev-parse` prints them.");
        }
    }

    public static Revision of(String commit) {
        return new Revision(commit);
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** The first 12 digits, for people. */
    public String shortName() {
        return commit.substring(0, SHORT);
    }

    @Override
    public String toString() {
        return shortName();
    }
}
