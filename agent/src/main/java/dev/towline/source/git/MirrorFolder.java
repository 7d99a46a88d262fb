package dev.towline.source.git;

import dev.towline.source.FailureKind;
import dev.towline.source.FetchLimits;
import dev.towline.source.SourceException;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one source: its memory, its mirror, and a second mirror while a damaged one is made anew. The old mirror
 * stays until the new one is whole. One process at a time owns the folder, so that whatever lock lies in it is stale.
 */
final class MirrorFolder implements AutoCloseable {
    private final Path folder;
    private final FetchLimits limits;
    private @Nullable FileChannel owner;
    private @Nullable Mirror mirror;
    private volatile boolean damaged;

    MirrorFolder(Path folder, FetchLimits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    Path memory() {
        return folder.resolve("memory.properties");
    }

    /** An empty folder, for libraries that insist on the user's. */
    File home() throws IOException {
        return OwnFolders.make(folder.resolve("home")).toFile();
    }

    synchronized Mirror mirror() throws IOException {
        Mirror open = mirror;
        if (open == null) {
            own();
            finishReplacing();
            open = Mirror.open(current(), limits);
            mirror = open;
        }
        return open;
    }

    /** An empty mirror beside the damaged one. */
    synchronized Mirror anew() throws IOException {
        own();
        Leftovers.delete(fresh());
        return Mirror.open(fresh(), limits);
    }

    /** Puts the new mirror, which is closed, in the damaged one's place. */
    synchronized void replace() throws IOException {
        if (mirror != null) {
            mirror.close();
            mirror = null;
        }
        Leftovers.delete(old());
        if (Files.exists(current())) {
            Files.move(current(), old(), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(fresh(), current(), StandardCopyOption.ATOMIC_MOVE);
        Leftovers.delete(old());
        damaged = false;
        mirror();
    }

    /** Notes that an object that should be here is not, so that the next fetch makes the mirror anew. */
    void markDamaged() {
        damaged = true;
    }

    boolean isDamaged() {
        return damaged;
    }

    @Override
    public synchronized void close() {
        if (mirror != null) {
            mirror.close();
            mirror = null;
        }
        if (owner != null) {
            try {
                owner.close();
            } catch (IOException e) {
                throw new SourceException(FailureKind.DISK, "The folder " + folder + " could not be released.", e);
            } finally {
                owner = null;
            }
        }
    }

    private void own() throws IOException {
        if (owner != null) {
            return;
        }
        OwnFolders.make(folder);
        FileChannel channel = FileChannel.open(folder.resolve("owner"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        boolean mine;
        try {
            mine = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            mine = false;
        }
        if (!mine) {
            channel.close();
            throw new SourceException(FailureKind.DISK,
                    "The folder " + folder + " is in use by another Towline; stop it, or ask it.");
        }
        owner = channel;
    }

    private void finishReplacing() throws IOException {
        if (!Files.exists(current()) && Files.exists(old())) {
            Files.move(old(), current(), StandardCopyOption.ATOMIC_MOVE);
        }
        Leftovers.delete(old());
        Leftovers.delete(fresh());
    }

    Path current() {
        return folder.resolve("mirror.git");
    }

    Path fresh() {
        return folder.resolve("mirror.new");
    }

    private Path old() {
        return folder.resolve("mirror.old");
    }
}
