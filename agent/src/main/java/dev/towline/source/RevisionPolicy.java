package dev.towline.source;

/** Which commit of a repository is wanted: its canonical text is what {@code track:} says. */
public sealed interface RevisionPolicy {
    /** The head of a branch. */
    record Branch(String name) implements RevisionPolicy {
        public Branch {
            RefNames.requireShort("branch", "refs/heads/", name);
        }

        @Override
        public String toString() {
            return "branch:" + name;
        }
    }

    /** The commit that a tag names. */
    record Tag(String name) implements RevisionPolicy {
        public Tag {
            RefNames.requireShort("tag", "refs/tags/", name);
        }

        @Override
        public String toString() {
            return "tag:" + name;
        }
    }

    /** One commit, for ever. */
    record Commit(Revision revision) implements RevisionPolicy {
        @Override
        public String toString() {
            return "commit:" + revision.commit();
        }
    }

    /** The highest version among the tags that lies in a range. */
    record SemverRange(VersionRange range) implements RevisionPolicy {
        @Override
        public String toString() {
            return "semver:" + range;
        }
    }

    /**
     * Reads {@code main}, {@code branch:x}, {@code tag:v1.2}, {@code commit:<40 hex>} (or the 40 digits alone) or
     * {@code semver:^1.2}.
     *
     * @throws IllegalArgumentException saying what to write instead
     */
    static RevisionPolicy parse(String track) {
        String text = track.strip();
        if (Revision.isId(text)) {
            return new Commit(Revision.of(text));
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Branch(text);
        }
        String value = text.substring(colon + 1).strip();
        return switch (text.substring(0, colon)) {
            case "branch" -> new Branch(value);
            case "tag" -> new Tag(value);
            case "commit" -> new Commit(Revision.of(value));
            case "semver" -> new SemverRange(VersionRange.parse(value));
            default -> throw new IllegalArgumentException("'" + Printable.of(text)
                    + "' starts with an unknown kind; write a branch's name, branch:NAME, tag:NAME, commit:ID or "
                    + "semver:RANGE.");
        };
    }
}
