package dev.towline.host.linux;

import dev.towline.host.Account;
import dev.towline.host.Accounts;
import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Users by useradd and usermod; what is there is read from the tables themselves. */
public final class SystemAccounts implements Accounts {
    private final Commands commands;
    private final NameTable names;

    public SystemAccounts(Commands commands, NameTable names) {
        this.commands = commands;
        this.names = names;
    }

    @Override
    public Optional<Account> find(String user) {
        return names.user(user)
                .map(u -> new Account(u.name(), u.home(), u.shell(), new TreeSet<>(names.groupsOf(u.name()))));
    }

    @Override
    public boolean groupExists(String group) {
        return names.group(group).isPresent();
    }

    @Override
    public void create(Account account) {
        run(creation(account, groupExists(account.name())));
    }

    @Override
    public void join(String user, Collection<String> groups) {
        if (!groups.isEmpty()) {
            run(joining(user, groups));
        }
    }

    /** No skeleton files: a service has no use for a .bashrc. The home may be entered by others, its files guard themselves. */
    static List<String> creation(Account account, boolean groupExists) {
        List<String> argv = new ArrayList<>(List.of("useradd", "--system", "--create-home", "--skel", "/nonexistent",
                "-K", "HOME_MODE=0755", "--home-dir", account.home(), "--shell", account.shell()));
        if (groupExists) {
            argv.addAll(List.of("--gid", account.name()));
        } else {
            argv.add("--user-group");
        }
        if (!account.groups().isEmpty()) {
            argv.addAll(List.of("--groups", String.join(",", account.groups())));
        }
        argv.addAll(List.of("--", account.name()));
        return argv;
    }

    static List<String> joining(String user, Collection<String> groups) {
        return List.of("usermod", "--append", "--groups", String.join(",", new TreeSet<>(groups)), "--", user);
    }

    private void run(List<String> argv) {
        CommandResult result = commands.run(Command.of(argv));
        names.refresh();
        if (!result.ok()) {
            throw new HostException(kind(result), argv.getFirst() + " " + argv.getLast() + " failed: "
                    + result.output());
        }
    }

    private static Kind kind(CommandResult result) {
        if (result.output().contains("cannot lock")) {
            return Kind.LOCKED;
        }
        // 1: the tables, 10 and 12: groups and home could not be written.
        return switch (result.exit()) {
            case 1, 10, 12 -> Kind.DISK;
            case 4, 9 -> Kind.CONFLICT;
            default -> Kind.REJECTED;
        };
    }
}
