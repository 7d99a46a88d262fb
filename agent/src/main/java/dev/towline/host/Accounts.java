package dev.towline.host;

import java.util.Optional;

/** Users and groups. */
public interface Accounts {
    Optional<Account> find(String user);

    boolean groupExists(String group);

    /** Makes a system user with a group of its own name, locked password, and its home folder. */
    void create(Account account);

    /** Adds the user to groups that exist. */
    void join(String user, java.util.Collection<String> groups);
}
