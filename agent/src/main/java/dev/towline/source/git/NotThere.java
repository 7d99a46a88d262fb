package dev.towline.source.git;

import dev.towline.source.Printable;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.VersionRange;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;

/** Says why a policy finds nothing, with what the remote has instead. */
final class NotThere {
    private static final int SHOWN = 3;

    private NotThere() {}

    /** @param all every branch and tag of the remote */
    static String explain(RevisionPolicy policy, Map<String, Ref> all) {
        List<String> branches = Wish.shortNames(all, Constants.R_HEADS);
        List<String> tags = Wish.shortNames(all, Constants.R_TAGS);
        if (branches.isEmpty() && tags.isEmpty()) {
            return "the repository is empty; push a first commit";
        }
        return switch (policy) {
            case RevisionPolicy.Branch(String name) -> "there is no branch '" + name + "'; "
                    + (tags.contains(name)
                            ? "there is a tag of that name: write tag:" + name
                            : nearest("branches", name, branches));
            case RevisionPolicy.Tag(String name) -> "there is no tag '" + name + "'; "
                    + (branches.contains(name)
                            ? "there is a branch of that name: write branch:" + name
                            : nearest("tags", name, tags));
            case RevisionPolicy.SemverRange(VersionRange range) -> "no tag is a version in " + range + "; "
                    + list("the highest versions are", VersionRange.versions(tags), "no tag is a version")
                    + range.passedOver(tags).stream().limit(SHOWN).map(tag -> "; " + tag).collect(Collectors.joining());
            case RevisionPolicy.Commit commit -> "commit " + commit.revision().commit()
                    + " is on none of its branches and tags; push it, or track another one";
        };
    }

    private static String nearest(String kind, String wanted, Collection<String> names) {
        return list("the nearest " + kind + " are",
                names.stream().sorted(
                        Comparator.<String>comparingInt(name -> distance(wanted, name)).thenComparing(name -> name)),
                "it has no " + kind);
    }

    private static String list(String intro, Stream<String> names, String none) {
        String shown = names.limit(SHOWN).map(name -> "'" + Printable.of(name) + "'").collect(Collectors.joining(", "));
        return shown.isEmpty() ? none : intro + " " + shown;
    }

    /** Levenshtein's distance, ignoring case. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int best = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
                diagonal = row[j];
                row[j] = best;
            }
        }
        return row[b.length()];
    }
}
