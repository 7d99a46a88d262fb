package dev.towline.migrate.sql;

/** Whose SQL it is. */
public enum Engine {
    POSTGRESQL, SQLITE
}
