package dev.towline.history.memory;

import dev.towline.desired.TargetName;
import dev.towline.history.DeploymentId;
import dev.towline.history.Journal;
import dev.towline.history.JournalEntry;
import dev.towline.history.Undo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Open deployments and their steps. */
final class MemoryJournal implements Journal {
    private record Open(DeploymentId deployment, TreeMap<Long, JournalEntry> entries) {}

    private final Map<TargetName, Open> open = new HashMap<>();
    private final MemoryContent content;
    private final MemoryInventory inventory;
    private long last;

    MemoryJournal(MemoryContent content, MemoryInventory inventory) {
        this.content = content;
        this.inventory = inventory;
    }

    @Override
    public synchronized void open(TargetName target, DeploymentId deployment) {
        Open before = open.computeIfAbsent(target, t -> new Open(deployment, new TreeMap<>()));
        if (!before.deployment.equals(deployment)) {
            throw new IllegalStateException(
                    target + " has an open deployment, " + before.deployment + "; " + deployment + " must wait");
        }
    }

    @Override
    public synchronized long intend(TargetName target, String step, Undo undo) {
        Open deployment = open.get(target);
        if (deployment == null) {
            throw new IllegalStateException("no deployment of " + target + " is open");
        }
        if (undo instanceof Undo.PutFile file) {
            if (!content.holds(file.kept())) {
                throw new IllegalStateException("nothing is kept as " + file.kept());
            }
            content.named(file.kept());
        }
        long number = ++last;
        deployment.entries.put(number, new JournalEntry(number, step, undo, false));
        return number;
    }

    @Override
    public synchronized void done(TargetName target, long entry) {
        Open deployment = open.get(target);
        JournalEntry intended = deployment == null ? null : deployment.entries.get(entry);
        if (deployment == null || intended == null) {
            throw new IllegalStateException("the journal of " + target + " has no entry " + entry);
        }
        deployment.entries.put(entry, new JournalEntry(entry, intended.step(), intended.undo(), true));
    }

    @Override
    public synchronized void undone(TargetName target, long entry) {
        Open deployment = open.get(target);
        if (deployment != null) {
            deployment.entries.remove(entry);
        }
    }

    @Override
    public synchronized Optional<DeploymentId> openDeployment(TargetName target) {
        return Optional.ofNullable(open.get(target)).map(Open::deployment);
    }

    @Override
    public synchronized List<JournalEntry> entries(TargetName target) {
        Open deployment = open.get(target);
        return deployment == null ? List.of() : List.copyOf(deployment.entries.values());
    }

    @Override
    public synchronized void close(TargetName target) {
        if (open.remove(target) == null) {
            return;
        }
        Set<String> named = open.values().stream().map(Open::entries).map(Map::values).flatMap(Collection::stream)
                .map(JournalEntry::undo).filter(Undo.PutFile.class::isInstance).map(Undo.PutFile.class::cast)
                .map(Undo.PutFile::kept).collect(Collectors.toSet());
        named.addAll(inventory.originals());
        content.retain(named::contains);
    }

    @Override
    public String keep(InputStream bytes) {
        try {
            return content.keep(bytes.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream kept(String reference) {
        return new ByteArrayInputStream(content.get(reference));
    }
}
