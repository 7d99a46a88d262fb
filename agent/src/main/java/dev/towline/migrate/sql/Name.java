package dev.towline.migrate.sql;

import org.jspecify.annotations.Nullable;

/** A table or other object, as the catalogue spells it. */
public record Name(@Nullable String schema, String name) {

    /** From what was written, for instance {@code public."Order"}. */
    public static Name of(String written) {
        int dot = -1;
        boolean quoted = false;
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            quoted ^= c == '"';
            dot = c == '.' && !quoted ? i : dot;
        }
        return dot < 0
                ? new Name(null, Names.plain(written.strip()))
                : new Name(Names.plain(written.substring(0, dot).strip()),
                        Names.plain(written.substring(dot + 1).strip()));
    }

    /** Whether both may be the same object; without a schema it is taken to be in the public one. */
    public boolean same(Name other) {
        return name.equals(other.name) && home().equals(other.home());
    }

    /** What to look it up by. */
    public String key() {
        return home() + "." + name;
    }

    private String home() {
        return schema == null ? "public" : schema;
    }

    @Override
    public String toString() {
        return schema == null ? name : schema + "." + name;
    }
}
