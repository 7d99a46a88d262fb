package dev.towline.host;

import java.util.SortedSet;
import java.util.TreeSet;

/** A user: name, home, shell, and the groups besides its own. */
public record Account(String name, String home, String shell, SortedSet<String> groups) {
    public Account {
        if (!name.matches("[a-z_][a-z0-9_-]{0,30}")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no user name: small letters, digits, - and _, 31 at most");
        }
        groups = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }
}
