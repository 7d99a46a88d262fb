package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Trait;

/** Which changes take ACCESS EXCLUSIVE, as read off a PostgreSQL 15. */
final class Locks {
    private Locks() {}

    static boolean exclusive(Change change) {
        return switch (change.kind()) {
            case ADD_COLUMN, DROP_COLUMN, RENAME_COLUMN, RENAME_TABLE, RENAME_CONSTRAINT, SET_DEFAULT, DROP_DEFAULT,
                    SET_NOT_NULL,
                    DROP_NOT_NULL, ALTER_TYPE, ADD_IDENTITY, DROP_IDENTITY, SET_GENERATED, ADD_CHECK, ADD_UNIQUE,
                    ADD_PRIMARY_KEY, ADD_EXCLUDE, ADD_NOT_NULL_CONSTRAINT, DROP_CONSTRAINT, DROP_TABLE, TRUNCATE, RLS,
                    CREATE_POLICY, SET_LOGGED, SET_TABLESPACE, SET_ACCESS_METHOD, CHANGE_OWNER, CLUSTER, LOCK,
                    DROP_EXPRESSION, SET_EXPRESSION, SET_SCHEMA, INHERIT ->
                true;
            case DETACH_PARTITION -> !change.has(Trait.CONCURRENTLY);
            default -> false;
        };
    }
}
