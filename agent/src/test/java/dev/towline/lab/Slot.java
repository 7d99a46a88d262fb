package dev.towline.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of a test host on this machine, from which its names and addresses follow. Held by a file lock, which the
 * kernel releases however the test run ends; the next run that gets the lock clears what the dead one left.
 */
final class Slot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    private static final Path LOCKS = Path.of("/run/lock/towline-lab");
    private static final int LAST = 250;
    /** To open and close a file that this process has locked releases its lock (POSIX): what is ours is never looked at. */
    private static final Set<Integer> OURS = ConcurrentHashMap.newKeySet();

    private final int number;
    private final Path folder;
    private final FileChannel lock;

    private Slot(int number, Path folder, FileChannel lock) {
        this.number = number;
        this.folder = folder;
        this.lock = lock;
    }

    /** Takes the first free number. */
    static Slot take(LabCache cache) {
        try {
            Files.createDirectories(LOCKS);
            for (int number = 1; number <= LAST; number++) {
                Optional<FileChannel> channel = tryLock(number);
                if (channel.isPresent()) {
                    sweep(number, channel.get());
                    Path folder = cache.folder().resolve("hosts").resolve(String.valueOf(number));
                    Files.createDirectories(folder);
                    channel.get().write(ByteBuffer.wrap(folder.toString().getBytes(StandardCharsets.UTF_8)), 0);
                    return new Slot(number, folder, channel.get());
                }
            }
            throw new IllegalStateException("all %d host numbers are taken; see %s".formatted(LAST, LOCKS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Clears what crashed runs left under any number. */
    static void sweepAll() {
        for (int number = 1; number <= LAST && Files.exists(LOCKS.resolve(String.valueOf(number))); number++) {
            try {
                Optional<FileChannel> channel = tryLock(number);
                if (channel.isPresent()) {
                    try (var free = channel.get()) {
                        sweep(number, free);
                    } finally {
                        OURS.remove(number);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Optional<FileChannel> tryLock(int number) throws IOException {
        if (!OURS.add(number)) {
            return Optional.empty();
        }
        FileChannel channel = FileChannel.open(LOCKS.resolve(String.valueOf(number)), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock() != null) {
            return Optional.of(channel);
        }
        channel.close();
        OURS.remove(number);
        return Optional.empty();
    }

    /** A lock file that names a folder, and that nobody holds, is what a crashed run leaves. */
    private static void sweep(int number, FileChannel channel) throws IOException {
        if (channel.size() == 0) {
            return;
        }
        var content = ByteBuffer.allocate(4096);
        channel.read(content, 0);
        String folder = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
        LOG.info("clearing what a crashed run left of test host {} in {}", number, folder);
        new Cgroups(name(number)).killAll();
        new Cgroups(name(number) + "-load").killAll();
        new HostNetwork(number).remove();
        removeFolder(Path.of(folder));
        channel.truncate(0);
    }

    private static void removeFolder(Path folder) {
        if (folder.getParent() == null || !folder.getParent().endsWith("hosts")) {
            throw new IllegalStateException("not a test host's folder: " + folder);
        }
        new Overlay(folder, folder.resolve("root")).close();
        Command.of("rm", "-rf", "--one-file-system", folder.toString()).runOk();
    }

    static String name(int number) {
        return "towline-lab-" + number;
    }

    int number() {
        return number;
    }

    String name() {
        return name(number);
    }

    /** Of this host alone, beside the images, so that overlay and image are on one file system. */
    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            removeFolder(folder);
            lock.truncate(0);
        } finally {
            OURS.remove(number);
        }
    }
}
