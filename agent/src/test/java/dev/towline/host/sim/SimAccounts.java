package dev.towline.host.sim;

import dev.towline.host.Account;
import dev.towline.host.Accounts;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Ownership;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Users and groups in maps. */
public final class SimAccounts implements Accounts {
    private final Stage stage;
    private final SimDisk disk;
    private final Map<String, Account> users = new HashMap<>();
    private final Set<String> groups = new HashSet<>();

    SimAccounts(Stage stage, SimDisk disk) {
        this.stage = stage;
        this.disk = disk;
        for (String name : Set.of("root", "www-data", "postgres", "nobody")) {
            add(new Account(name, "/", "/usr/sbin/nologin", new TreeSet<>()));
        }
    }

    /** Puts a user there, as somebody else's. */
    public void add(Account account) {
        users.put(account.name(), account);
        groups.add(account.name());
    }

    @Override
    public Optional<Account> find(String user) {
        return Optional.ofNullable(users.get(user));
    }

    @Override
    public boolean groupExists(String group) {
        return groups.contains(group);
    }

    @Override
    public void create(Account account) {
        stage.effect("accounts", "create", account.name(), () -> {
            if (users.containsKey(account.name())) {
                throw new HostException(Kind.CONFLICT, "user " + account.name() + " exists");
            }
            requireGroups(account.groups());
            add(account);
            if (!disk.exists(account.home())) {
                disk.makeDirectories(SimDisk.parent(account.home()));
                disk.place(account.home(),
                        SimNode.directory(new Ownership(account.name(), account.name(), 0755)));
            }
        });
    }

    @Override
    public void join(String user, Collection<String> names) {
        stage.effect("accounts", "join", user, () -> {
            Account before = users.get(user);
            if (before == null) {
                throw new HostException(Kind.CONFLICT, "no user " + user);
            }
            requireGroups(names);
            TreeSet<String> all = new TreeSet<>(before.groups());
            all.addAll(names);
            users.put(user, new Account(user, before.home(), before.shell(), all));
        });
    }

    private void requireGroups(Collection<String> names) {
        for (String group : names) {
            if (!groups.contains(group)) {
                throw new HostException(Kind.REJECTED, "there is no group " + group);
            }
        }
    }

    void requireKnown(Ownership ownership) {
        if (!users.containsKey(ownership.owner()) || !groups.contains(ownership.group())) {
            throw new HostException(Kind.CONFLICT, "there is no user or group for " + ownership);
        }
    }
}
