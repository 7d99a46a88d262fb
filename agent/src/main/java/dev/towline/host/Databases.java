package dev.towline.host;

import java.util.List;
import java.util.Optional;

/** Roles and databases of the host's own PostgreSQL, reached as its superuser over the local socket. */
public interface Databases {
    boolean roleExists(String role);

    /** Makes a login role, or sets the password of the one that is there. The password is never on a command line. */
    void putRole(String role, String password);

    /** The owner of the database, or empty where there is none. */
    Optional<String> owner(String database);

    void create(String database, String owner);

    /** Makes the extension in the database, as superuser, where it is not there. */
    void extension(String database, String name);

    /**
     * Makes an empty database with owner, encoding, grants and settings of the model; one that has the name already goes first.
     *
     * @throws HostException REJECTED where there is no model
     */
    void createLike(String database, String model);

    /**
     * Ends all connections to both; then {@code fresh} is called {@code live}, and what was called so is {@code aside}. Both or
     * neither: at no moment is there none of that name.
     *
     * @throws HostException LOCKED where somebody connects again and again
     */
    void exchange(String live, String fresh, String aside);

    /** Ends all connections to it and removes it; nothing happens where there is none. */
    void drop(String database);

    /** Databases whose names begin so, sorted. */
    List<String> named(String prefix);

    /** What the database takes and where it lies; empty where there is none. */
    Optional<Footprint> footprint(String database);

    /** How psql and pg_restore are told a database: a bare name with = in it, or one like a URL, would be read as settings. */
    static String connection(String database) {
        return "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Bytes on disk, and the server's folder. */
    record Footprint(long bytes, String folder) {}
}
