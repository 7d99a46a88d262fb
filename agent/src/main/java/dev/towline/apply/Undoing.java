package dev.towline.apply;

import dev.towline.desired.TargetName;
import dev.towline.history.Journal;
import dev.towline.history.JournalEntry;
import dev.towline.history.Undo;
import dev.towline.host.Command;
import dev.towline.host.FileStat;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.HostFiles;
import dev.towline.host.Services;
import dev.towline.host.UnitState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes an open deployment back, last step first. It may be cut at any point and begun again. */
public final class Undoing {
    private static final Logger LOG = LoggerFactory.getLogger(Undoing.class);
    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);
    private final Host host;
    private final Journal journal;
    private final PutsBack databases;

    public Undoing(Host host, Journal journal, PutsBack databases) {
        this.host = host;
        this.databases = databases;
        this.journal = journal;
    }

    /** @throws HostException when an inverse fails and may go well later; what is left stays in the journal for the next try */
    public void undo(TargetName target) {
        List<JournalEntry> entries = journal.entries(target);
        for (JournalEntry entry : entries.reversed()) {
            LOG.info("undo: {}", entry.step());
            applyOrLeave(entry.step(), entry.undo());
            journal.undone(target, entry.number());
        }
        journal.close(target);
    }

    /**
     * What is refused twice will be refused for ever, for instance the start of a unit whose file somebody removed: it must not
     * keep the rest from being undone, and the next plan mends what it left. What may go well later is tried later.
     */
    private void applyOrLeave(String step, Undo undo) {
        try {
            apply(step, undo);
        } catch (HostException first) {
            if (StepFailed.fault(first.kind()) != StepFailed.Fault.REVISION) {
                throw first;
            }
            try {
                apply(step, undo);
            } catch (HostException again) {
                if (StepFailed.fault(again.kind()) != StepFailed.Fault.REVISION) {
                    throw again;
                }
                LOG.warn("left as it is, because it cannot be undone: {}: {}", step, again.getMessage());
            }
        }
    }

    private void apply(String step, Undo undo) {
        HostFiles files = host.files();
        Services services = host.services();
        switch (undo) {
            case Undo.PutFile u -> {
                clearFolder(u.path());
                putBack(u);
            }
            case Undo.PutLink u -> files.link(u.path(), u.target());
            case Undo.PutDirectory u -> files.makeDirectory(u.path(), u.ownership());
            case Undo.Remove u -> remove(u.path());
            case Undo.RemoveTree u -> files.deleteTree(u.path());
            case Undo.PutOwnership u -> {
                if (files.stat(u.path()).isPresent()) {
                    files.setOwnership(u.path(), u.ownership());
                }
            }
            case Undo.PutUnit u -> unit(services, u);
            case Undo.Reload u -> services.reload(u.unit());
            case Undo.Restart u -> {
                if (services.state(u.unit()).known()) {
                    services.restart(u.unit());
                }
            }
            case Undo.ReloadDefinitions u -> services.reloadDefinitions();
            case Undo.Run u -> host.commands().run(Command.of(u.argv()));
            case Undo.AwaitListening u -> awaitListening(u.socket());
            case Undo.EndJob u -> endJob(u.name());
            case Undo.PutBack u -> databases.putBack(u);
            case Undo.TakeBack u -> databases.takeBack(u);
            case Undo.Drop u -> databases.drop(u);
            case Undo.Several u -> u.undos().reversed().forEach(one -> applyOrLeave(step, one));
            case Undo.Nothing u -> {
            }
        }
    }

    private void putBack(Undo.PutFile undo) {
        try (InputStream kept = journal.kept(undo.kept())) {
            host.files().write(undo.path(), kept, undo.ownership());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void clearFolder(String path) {
        if (host.files().stat(path).filter(FileStat::isDirectory).isPresent() && host.files().list(path).isEmpty()) {
            host.files().delete(path);
        }
    }

    private void remove(String path) {
        boolean filled = host.files().stat(path).filter(FileStat::isDirectory).isPresent()
                && !host.files().list(path).isEmpty();
        if (!filled) {
            host.files().delete(path);
        }
    }

    private static void unit(Services services, Undo.PutUnit undo) {
        UnitState now = services.state(undo.unit());
        if (!now.known() && !undo.running() && !undo.enabled()) {
            return;
        }
        if (undo.running() && !now.running()) {
            services.start(undo.unit());
        } else if (!undo.running() && now.active() != UnitState.Active.INACTIVE) {
            services.stop(undo.unit());
        }
        if (undo.enabled() && !now.enabled()) {
            services.enable(undo.unit());
        } else if (!undo.enabled() && now.enabled()) {
            services.disable(undo.unit());
        }
    }

    /** What systemd calls started may not listen yet; what never does must not keep the rest from being undone. */
    private void awaitListening(String socket) {
        Instant end = host.clock().instant().plus(LONGEST_START);
        try {
            while (!host.sockets().listens(socket)) {
                if (!host.clock().instant().isBefore(end)) {
                    LOG.warn("nobody listens on {} after {} s", socket, LONGEST_START.toSeconds());
                    return;
                }
                host.pause().sleep(LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(HostException.Kind.KILLED, "stopped while waiting for " + socket, e);
        }
    }

    /** A migration is never cut: it is waited for, then its result is of no more use. */
    private void endJob(String name) {
        JobsEnd.await(host, name);
        host.jobs().forget(name);
    }
}
