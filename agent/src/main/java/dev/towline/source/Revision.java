package dev.towline.source;

/** A commit, 40 lower-case hex digits. */
public record Revision(String commit) {
    public Revision {
        if (!commit.matches("[0-9a-f]{40}")) {
            throw new IllegalArgumentException("a commit has 40 lower-case hex digits, not '" + commit + "'");
        }
    }

    public static Revision of(String commit) {
        return new Revision(commit);
    }

    public String shortName() {
        return commit.substring(0, 12);
    }

    @Override
    public String toString() {
        return shortName();
    }
}
