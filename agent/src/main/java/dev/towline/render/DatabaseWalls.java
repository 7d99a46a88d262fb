package dev.towline.render;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Which databases, roles and extensions a component may have.
 *
 * @param user the site's user, which its databases and roles are named after
 * @param own whether it may have no others
 * @param refused makes the error of what and remedy
 */
record DatabaseWalls(String user, boolean own, BiFunction<String, String, IllegalArgumentException> refused) {
    /** Extensions that a database's owner may make by himself, and what the shipped component turns on. */
    private static final Set<String> TRUSTED_EXTENSIONS = Set.of("btree_gin", "btree_gist", "citext", "cube",
            "dict_int", "fuzzystrmatch", "hstore", "intarray", "isn", "lo", "ltree", "pg_trgm", "pgcrypto", "seg",
            "tablefunc", "tcn", "tsm_system_rows", "tsm_system_time", "unaccent", "uuid-ossp", "pg_stat_statements");

    RenderedDatabase database(RenderedDatabase database) {
        for (String name : List.of(database.name(), database.role())) {
            if (Set.of("postgres", "template0", "template1", "public", "none").contains(name)
                    || name.startsWith("pg_")) {
                throw refused.apply("PostgreSQL's own " + name, "choose another name");
            }
            saved(name);
        }
        for (String extension : database.extensions()) {
            if (own && !TRUSTED_EXTENSIONS.contains(extension)) {
                throw refused.apply("the extension " + extension,
                        "there are " + String.join(", ", TRUSTED_EXTENSIONS.stream().sorted().toList()));
            }
        }
        return database;
    }

    /** A database that is saved before migrations, and put back. */
    void saved(String name) {
        if (own && !name.equals(user) && !name.matches(Pattern.quote(user) + "_[a-z0-9_-]+")) {
            throw refused.apply("the database or role " + name, "name it " + user + " or " + user + "_…");
        }
    }
}
