package dev.towline.host;

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
}
