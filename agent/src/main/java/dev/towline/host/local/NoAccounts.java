package dev.towline.host.local;

import dev.towline.host.Account;
import dev.towline.host.Accounts;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Without root every account is the user's who runs the agent. Those that were asked for are remembered in a file, so that the
 * host looks as it was wanted; none is ever made.
 */
final class NoAccounts implements Accounts {
    private final Path store;
    private final Map<String, Account> claimed = new TreeMap<>();

    NoAccounts(Path store) {
        this.store = store;
        try {
            for (String line : Files.readAllLines(store)) {
                String[] f = line.split("\t", -1);
                List<String> groups = f[3].isEmpty() ? List.of() : List.of(f[3].split(",", -1));
                claimed.put(f[0], new Account(f[0], f[1], f[2], new TreeSet<>(groups)));
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot read " + store + ": " + e, e);
        }
    }

    @Override
    public synchronized Optional<Account> find(String user) {
        return Optional.ofNullable(claimed.get(user));
    }

    @Override
    public boolean groupExists(String group) {
        return true;
    }

    @Override
    public synchronized void create(Account account) {
        claimed.put(account.name(), account);
        save();
    }

    @Override
    public synchronized void join(String user, Collection<String> groups) {
        claimed.computeIfPresent(user, (name, account) -> {
            TreeSet<String> all = new TreeSet<>(account.groups());
            all.addAll(groups);
            return new Account(name, account.home(), account.shell(), all);
        });
        save();
    }

    private void save() {
        StringBuilder text = new StringBuilder();
        claimed.values().forEach(a -> text.append(a.name()).append('\t').append(a.home()).append('\t').append(a.shell())
                .append('\t').append(String.join(",", a.groups())).append('\n'));
        try {
            Path beside = store.resolveSibling(store.getFileName() + ".new");
            Files.writeString(beside, text);
            Files.move(beside, store, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot write " + store + ": " + e, e);
        }
    }
}
