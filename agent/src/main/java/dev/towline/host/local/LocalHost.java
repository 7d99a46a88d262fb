package dev.towline.host.local;

import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.linux.ClaimedOwners;
import dev.towline.host.linux.DurableJobs;
import dev.towline.host.linux.FileLocks;
import dev.towline.host.linux.LinuxFiles;
import dev.towline.host.linux.LinuxHost;
import dev.towline.host.linux.MachineFacts;
import dev.towline.host.linux.NameTable;
import dev.towline.host.linux.PostgresDatabases;
import dev.towline.host.linux.ProcessCommands;
import dev.towline.host.linux.UnixSocketTable;
import dev.towline.host.linux.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A folder of an ordinary user that stands for a machine, and its service manager. */
public record LocalHost(Host host, LocalServices services) {
    /**
     * @param name the host's in the config repo
     * @param root the prefix of every path; units are read from {@code <root>/etc/systemd/system}
     * @param state the agent's own folder
     */
    public static LocalHost open(String name, Path root, Path state) {
        Clock clock = Clock.systemUTC();
        NameTable names = new NameTable();
        try {
            Files.createDirectories(state);
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot make " + state + ": " + e, e);
        }
        ProcessCommands commands = ProcessCommands.asUser(names, uid() == 0);
        LocalServices services = new LocalServices(root.resolve("etc/systemd/system"), state.resolve("units"), clock);
        // Whoever runs the agent is root of the host that the folder stands for: what lies there without a claim is root's, as on a host.
        ClaimedOwners owners = new ClaimedOwners(state.resolve("owners"), "root", "root");
        Host host = new LinuxHost(LinuxFiles.asUser(owners, clock), commands,
                new DurableJobs(new LocalJobs(), state.resolve("jobs"), Duration.ZERO, Waits.REAL, clock), services,
                new NoAccounts(state.resolve("accounts")), new NoPackages(), PostgresDatabases.asOwnUser(commands),
                new FileLocks(state.resolve("locks"), Waits.REAL), new UnixSocketTable(), MachineFacts.read(name),
                clock,
                Waits.REAL);
        return new LocalHost(host, services);
    }

    /** Of this process. */
    private static int uid() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer id ? id : -1;
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot read /proc/self: " + e, e);
        }
    }
}
