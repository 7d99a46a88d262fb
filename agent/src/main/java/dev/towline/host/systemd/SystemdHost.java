package dev.towline.host.systemd;

import dev.towline.host.Host;
import dev.towline.host.linux.AptPackages;
import dev.towline.host.linux.DurableJobs;
import dev.towline.host.linux.FileLocks;
import dev.towline.host.linux.LinuxFiles;
import dev.towline.host.linux.LinuxHost;
import dev.towline.host.linux.MachineFacts;
import dev.towline.host.linux.NameTable;
import dev.towline.host.linux.PostgresDatabases;
import dev.towline.host.linux.ProcessCommands;
import dev.towline.host.linux.SystemAccounts;
import dev.towline.host.linux.UnixSocketTable;
import dev.towline.host.linux.Waits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A Debian-like machine with systemd, the agent being root on it. */
public final class SystemdHost {
    /** Above the TimeoutStopSec of a job's unit. */
    private static final Duration STOP_GRACE = Duration.ofMinutes(2);

    private static final Path UNITS = Path.of("/run/systemd/system");

    private SystemdHost() {}

    /** The name is the host's in the config repo; the state folder is the agent's own. */
    public static Host open(String name, Path state) {
        Clock clock = Clock.systemUTC();
        NameTable names = new NameTable();
        ProcessCommands commands = ProcessCommands.asRoot(names);
        SystemdServices services = new SystemdServices(commands);
        return new LinuxHost(LinuxFiles.asRoot(names, clock), commands,
                new DurableJobs(new TransientJobs(commands, services, UNITS), state.resolve("jobs"), STOP_GRACE,
                        Waits.REAL,
                        clock),
                services,
                new SystemAccounts(commands, names), new AptPackages(commands, clock),
                PostgresDatabases.asPostgres(commands), new FileLocks(state.resolve("locks"), Waits.REAL),
                new UnixSocketTable(), MachineFacts.read(name), clock, Waits.REAL);
    }
}
