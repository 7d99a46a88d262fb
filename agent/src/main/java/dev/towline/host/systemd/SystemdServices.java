package dev.towline.host.systemd;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Services;
import dev.towline.host.UnitState;
import dev.towline.host.linux.RootReads;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Units by systemctl: one process for the states of all, one a change. */
public final class SystemdServices implements Services {
    /** Above what a unit may take to start or stop by its own limits. */
    private static final Duration JOB = Duration.ofMinutes(15);
    private static final int LAST_LINES = 20;

    private final Commands commands;

    public SystemdServices(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Map<String, UnitState> states(Collection<String> units) {
        List<String> asked = List.copyOf(new java.util.TreeSet<>(units));
        if (asked.isEmpty()) {
            return Map.of();
        }
        CommandResult answer = commands.run(Command.of(Systemctl.show(asked)));
        List<Map<String, String>> blocks = Systemctl.blocks(answer.stdout());
        if (!answer.ok() || blocks.size() != asked.size()) {
            throw failure("tell the state of " + String.join(" ", asked), answer);
        }
        Map<String, UnitState> states = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            states.put(asked.get(i), Systemctl.state(blocks.get(i)));
        }
        return states;
    }

    @Override
    public void reloadDefinitions() {
        CommandResult result = commands.run(Command.of("systemctl", "--quiet", "daemon-reload").within(JOB));
        if (!result.ok()) {
            throw failure("reload its definitions", result);
        }
    }

    @Override
    public void start(String unit) {
        forgetFailures(unit);
        requireRootsOwn(unit);
        change("start", unit);
    }

    @Override
    public void restart(String unit) {
        forgetFailures(unit);
        requireRootsOwn(unit);
        change("restart", unit);
    }

    /** What the manager reads as root must not be a link that the unit's user has planted since it was written. */
    private void requireRootsOwn(String unit) {
        CommandResult definition = commands.run(Command.of(Systemctl.definition(unit)));
        for (String path : definition.ok() ? RootPaths.of(definition.stdout()) : List.<String>of()) {
            RootReads.flaw(path).ifPresent(flaw -> {
                throw new HostException(Kind.REJECTED, unit + " is not started: systemd reads " + path
                        + " as root, and " + flaw + "; put the file where root alone may change it");
            });
        }
    }

    /** An earlier crash loop must not count against a start that was asked for; an unknown unit has nothing to forget. */
    private void forgetFailures(String unit) {
        commands.run(Command.of(Systemctl.verb("reset-failed", unit)));
    }

    /** A transient unit may be gone by itself since it was looked for: then it has stopped. */
    @Override
    public void stop(String unit) {
        if (state(unit).known()) {
            CommandResult result = commands.run(Command.of(Systemctl.verb("stop", unit)).within(JOB));
            if (!result.ok() && !isUnknown(result)) {
                throw failure("stop " + unit, result, unit);
            }
        }
    }

    @Override
    public void reload(String unit) {
        UnitState state = state(unit);
        if (state.running() || state.active() == UnitState.Active.ACTIVATING) {
            change("reload", unit);
        }
    }

    @Override
    public void enable(String unit) {
        CommandResult result = commands.run(Command.of(Systemctl.verb("enable", unit)).within(JOB));
        if (!result.ok()) {
            throw failure("enable " + unit, result);
        }
        // systemctl says 0 for a unit without [Install], which then would not come back at a boot.
        String now = commands.run(Command.of("systemctl", "is-enabled", "--", unit)).stdout().strip();
        if (now.equals("static")) {
            throw new HostException(Kind.REJECTED, unit + " cannot be enabled: its file has no [Install] section; add"
                    + " '[Install]' with 'WantedBy=multi-user.target' (timers.target for a timer, sockets.target for a socket)");
        }
    }

    @Override
    public void disable(String unit) {
        CommandResult result = commands.run(Command.of(Systemctl.verb("disable", unit)).within(JOB));
        if (!result.ok() && !isUnknown(result)) {
            throw failure("disable " + unit, result);
        }
    }

    @Override
    public String log(String unit, int lines) {
        CommandResult result = commands.run(Command.of(Systemctl.log(unit, lines)));
        return result.ok() ? result.stdout().strip() : "";
    }

    private void change(String verb, String unit) {
        CommandResult result = commands.run(Command.of(Systemctl.verb(verb, unit)).within(JOB));
        if (!result.ok()) {
            throw failure(verb + " " + unit, result, unit);
        }
    }

    private HostException failure(String doing, CommandResult result, String unit) {
        HostException plain = failure(doing, result);
        String log = plain.kind() == Kind.REJECTED ? log(unit, LAST_LINES) : "";
        return log.isEmpty() ? plain : new HostException(plain.kind(), plain.getMessage() + "\n" + log);
    }

    private static HostException failure(String doing, CommandResult result) {
        Kind kind = Kind.REJECTED;
        if (result.output().contains("Failed to connect to bus") || result.output().contains("not been booted")
                || result.output().contains("Connection timed out")) {
            kind = Kind.UNAVAILABLE;
        } else if (isUnknown(result)) {
            kind = Kind.CONFLICT;
        }
        return new HostException(kind, "systemd could not " + doing + ": " + result.output());
    }

    private static boolean isUnknown(CommandResult result) {
        String said = result.output();
        return said.contains("not found") || said.contains("does not exist") || said.contains("not loaded");
    }
}
