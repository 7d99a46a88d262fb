package dev.towline.source;

import java.util.regex.Pattern;

/** Git's rules for names of branches and tags (git-check-ref-format), and none that looks like an option. */
final class RefNames {
    private static final Pattern FORBIDDEN = Pattern
            .compile("[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|//|@\\{|(^|/)\\.|\\.lock(/|$)|^[-/]|[/.]$|^@$|^$");
    private static final int LONGEST = 200;

    private RefNames() {}

    static void requireShort(String kind, String prefix, String name) {
        if (name.startsWith("refs/")) {
            throw new IllegalArgumentException("'" + Printable.of(name) + "' is a full ref; write the " + kind
                    + "'s short name" + (name.startsWith(prefix)
                            ? ", '" + Printable.of(name.substring(prefix.length()))
                                    + "'."
                            : "."));
        }
        if (name.length() > LONGEST || FORBIDDEN.matcher(name).find()) {
            throw new IllegalArgumentException("'" + Printable.of(name) + "' cannot be the name of a " + kind
                    + " in Git; write it as `git " + kind + " --list` prints it.");
        }
    }
}
