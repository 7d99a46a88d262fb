package dev.towline.migrate.sql;

/** What a change says beside what it does. */
public enum Trait {
    CONCURRENTLY, NOT_VALID, NOT_ENFORCED, USING_INDEX, UNIQUE, IF_EXISTS, IF_NOT_EXISTS, CASCADE, OR_REPLACE, HAS_DEFAULT, NOT_NULL, IDENTITY, ALWAYS, STORED, VIRTUAL, WHERE, FULL, USING, COLLATE, MATERIALIZED, TEMPORARY, RESTART, MODIFIES, PRIMARY_KEY,
    /** Came with the column that it is about, in one ADD COLUMN. */
    INLINE,
    /** Begins a transaction, or ends one, or loosens (a setting, a security rule). */
    BEGIN, COMMIT, ROLLBACK, SAVEPOINT, LOOSENS,
    /** Creates a partition of a table that is there; a function that runs with its owner's rights; an enum type. */
    PARTITION, PARTITIONED, SECURITY_DEFINER, SEARCH_PATH, ENUM, SUPERUSER, LOCAL
}
