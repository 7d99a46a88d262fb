package dev.towline.host.sim;

import dev.towline.host.Accounts;
import dev.towline.host.Commands;
import dev.towline.host.Databases;
import dev.towline.host.Facts;
import dev.towline.host.Host;
import dev.towline.host.HostFiles;
import dev.towline.host.HostLocks;
import dev.towline.host.Jobs;
import dev.towline.host.Packages;
import dev.towline.host.Pause;
import dev.towline.host.Services;
import dev.towline.host.Sockets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A machine in memory. The interface's methods are the agent's hands; the {@code sim…} ones are the world, for the test that
 * prepares it, breaks it and looks at it.
 */
public final class SimHost implements Host {
    private final Stage stage = new Stage();
    private final SimClock clock = new SimClock(stage);
    private final SimDisk disk = new SimDisk();
    private final SimAccounts accounts = new SimAccounts(stage, disk);
    private final SimFiles files = new SimFiles(disk, stage, accounts);
    private final SimCommands commands = new SimCommands(stage);
    private final SimJobs jobs = new SimJobs(stage, clock);
    private final SimServices services = new SimServices(disk, stage, clock);
    private final SimPackages packages = new SimPackages(stage);
    private final SimDatabases databases = new SimDatabases(stage);
    private final SimLocks locks = new SimLocks();
    private final SimSockets sockets = new SimSockets(clock, disk, path -> snapshotOfServing(path).isPresent());

    public SimHost() {
        clock.onStep(jobs::settle);
        clock.onStep(services::settle);
        for (String folder : List.of("/etc/systemd/system", "/etc/tmpfiles.d", "/opt", "/run", "/tmp", "/var/lib")) {
            disk.makeDirectories(folder);
        }
        // As on a real machine: systemd-tmpfiles --create takes in what its folder says.
        commands.answers(command -> {
            if (command.argv().getFirst().endsWith("systemd-tmpfiles")) {
                SimTmpfiles.create(disk);
            }
            return new dev.towline.host.CommandResult(0, "", "");
        });
    }

    /** Breaks effects from now on. */
    public void hook(Hook hook) {
        stage.hook(hook);
    }

    /** The agent's process died and starts anew: its locks are free, the world is as it was. */
    public void agentDied() {
        locks.processDied();
        stage.hook(Hook.NONE);
    }

    /** The machine goes down and comes up without an agent. */
    public void reboot() {
        agentDied();
        jobs.reboot();
        services.reboot();
        for (String folder : List.of("/run", "/tmp")) {
            List.copyOf(files.list(folder)).forEach(name -> disk.remove(SimDisk.below(folder, name)));
        }
        SimTmpfiles.create(disk);
        services.startEnabled();
    }

    /** What systemd-tmpfiles --create does, for a test that answers commands itself. */
    public void makeTmpfiles() {
        SimTmpfiles.create(disk);
    }

    /** Which release serves on a site's current socket: the link's end, the unit that listens there, its release. */
    public Optional<Serving> snapshotOfServing(String currentSocket) {
        return services.serving(currentSocket);
    }

    public List<Effect> trace() {
        return stage.trace();
    }

    public Stage stage() {
        return stage;
    }

    /** So many bytes are free from now on, wherever one asks. */
    public void free(long bytes) {
        files.free(bytes);
    }

    public SimDisk simDisk() {
        return disk;
    }

    public SimClock simClock() {
        return clock;
    }

    public SimServices simServices() {
        return services;
    }

    public SimJobs simJobs() {
        return jobs;
    }

    public SimCommands simCommands() {
        return commands;
    }

    public SimAccounts simAccounts() {
        return accounts;
    }

    public SimPackages simPackages() {
        return packages;
    }

    public SimDatabases simDatabases() {
        return databases;
    }

    public SimSockets simSockets() {
        return sockets;
    }

    public SimLocks simLocks() {
        return locks;
    }

    @Override
    public HostFiles files() {
        return files;
    }

    @Override
    public Commands commands() {
        return commands;
    }

    @Override
    public Jobs jobs() {
        return jobs;
    }

    @Override
    public Services services() {
        return services;
    }

    @Override
    public Accounts accounts() {
        return accounts;
    }

    @Override
    public Packages packages() {
        return packages;
    }

    @Override
    public Databases databases() {
        return databases;
    }

    @Override
    public HostLocks locks() {
        return locks;
    }

    @Override
    public Sockets sockets() {
        return sockets;
    }

    @Override
    public Facts facts() {
        return new Facts("sim", 2, 2048, "debian", "12", "amd64");
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Pause pause() {
        return clock;
    }
}
