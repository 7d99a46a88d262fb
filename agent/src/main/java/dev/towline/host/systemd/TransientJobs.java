package dev.towline.host.systemd;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Job;
import dev.towline.host.Services;
import dev.towline.host.UnitState.Active;
import dev.towline.host.linux.DiskErrors;
import dev.towline.host.linux.JobFolder;
import dev.towline.host.linux.JobRunner;
import dev.towline.host.linux.RootReads;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs jobs as transient units: the death, restart or upgrade of the agent does not touch them. */
final class TransientJobs implements JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(TransientJobs.class);
    private static final int LAST_LINES = 10;
    private static final String DROP_IN = "record.conf";

    private final Commands commands;
    private final Services services;
    private final Path units;

    /** @param units the folder of unit files that live as long as the machine is up */
    TransientJobs(Commands commands, Services services, Path units) {
        this.commands = commands;
        this.services = services;
        this.units = units;
    }

    @Override
    public void start(Job job, JobFolder folder) {
        Stream.concat(job.environmentFiles().stream(), job.writable().stream())
                .forEach(path -> RootReads.flaw(path).ifPresent(flaw -> {
                    throw new HostException(Kind.REJECTED, "job " + job.name() + " is not started: systemd reads "
                            + path + " as root, and " + flaw);
                }));
        addDropIn(job.name(), folder);
        CommandResult started = commands.run(Command.of(TransientUnit.start(job, folder)));
        // A start that failed later than in systemd-run itself (no such user or program) was written down as any other end;
        // and a unit that is there already was asked for by an agent that was killed just then.
        if (!started.ok() && folder.ending().isEmpty() && !isThere(job.name(), folder)
                && folder.ending().isEmpty()) {
            Kind kind = started.output().contains("Failed to connect to bus") || started.output().contains("timed out")
                    ? Kind.UNAVAILABLE
                    : Kind.REJECTED;
            removeDropIn(job.name());
            // systemd-run says little of why; the unit's own journal names the user or the file that is not there.
            throw new HostException(kind, "systemd did not start job " + job.name() + ": "
                    + (started.output() + "\n" + services.log(TransientUnit.name(job.name()), LAST_LINES)).strip());
        }
    }

    @Override
    public boolean isThere(String name, JobFolder folder) {
        Active active = services.state(TransientUnit.name(name)).active();
        return active == Active.ACTIVE || active == Active.ACTIVATING || active == Active.DEACTIVATING;
    }

    @Override
    public void stop(String name, JobFolder folder) {
        services.stop(TransientUnit.name(name));
        removeDropIn(name);
    }

    private Path dropIns(String job) {
        return units.resolve(TransientUnit.name(job) + ".d");
    }

    private void addDropIn(String job, JobFolder folder) {
        Path file = dropIns(job).resolve(DROP_IN);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, TransientUnit.dropIn(folder));
        } catch (IOException e) {
            throw DiskErrors.of("write", file, e);
        }
    }

    private void removeDropIn(String job) {
        Path file = dropIns(job).resolve(DROP_IN);
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("{} stays: it holds what somebody else has put there", file.getParent());
        } catch (IOException e) {
            throw DiskErrors.of("remove", file, e);
        }
    }
}
