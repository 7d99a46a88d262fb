package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.HostLocks;
import dev.towline.host.Pause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Locks between the threads of the agent, first come first served, and by file locks between the agent and a command line that
 * acts by itself. The kernel takes a file lock back when its process dies, so nobody ever needs to unlock. Not reentrant.
 */
public final class FileLocks implements HostLocks {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Path folder;
    private final Pause pause;
    private final Map<String, Semaphore> inProcess = new ConcurrentHashMap<>();

    public FileLocks(Path folder, Pause pause) {
        this.folder = folder;
        this.pause = pause;
    }

    @Override
    public Held acquire(Collection<String> names) {
        Deque<Runnable> releases = new ArrayDeque<>();
        Held held = () -> {
            while (!releases.isEmpty()) {
                releases.pop().run();
            }
        };
        try {
            for (String name : new TreeSet<>(names)) {
                acquire(name, releases);
            }
            return held;
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    @Override
    public Optional<Held> tryAcquire(String name) {
        Semaphore mine = mine(name);
        if (!mine.tryAcquire()) {
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel = open(name);
            if (lock(channel) == null) {
                close(channel);
                mine.release();
                return Optional.empty();
            }
            channel.truncate(0).write(ByteBuffer.wrap(
                    (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            FileChannel locked = channel;
            return Optional.of(() -> {
                close(locked);
                mine.release();
            });
        } catch (IOException e) {
            close(Objects.requireNonNull(channel));
            mine.release();
            throw DiskErrors.of("lock", folder.resolve(name + ".lock"), e);
        } catch (HostException e) {
            mine.release();
            throw e;
        }
    }

    @Override
    public OptionalLong holder(String name) {
        try {
            String text = Files.readString(folder.resolve(name + ".lock")).strip();
            return text.matches("[0-9]{1,10}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private Semaphore mine(String name) {
        if (!name.matches("[A-Za-z0-9@._-]{1,100}") || name.startsWith(".")) {
            throw new IllegalArgumentException("a lock's name has letters, digits and @._-, not '" + name + "'");
        }
        return inProcess.computeIfAbsent(name, n -> new Semaphore(1, true));
    }

    private void acquire(String name, Deque<Runnable> releases) {
        Semaphore mine = mine(name);
        try {
            mine.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waits.cancelled("waiting for the lock '" + name + "'", e);
        }
        releases.push(mine::release);
        FileChannel channel = openAndLock(name);
        releases.push(() -> close(channel));
    }

    private FileChannel openAndLock(String name) {
        Path file = folder.resolve(name + ".lock");
        FileChannel channel = open(name);
        try {
            while (lock(channel) == null) {
                Waits.sleep(pause, LOOK_EVERY, "waiting for the lock '" + name + "', which another process holds");
            }
            return channel;
        } catch (IOException e) {
            close(channel);
            throw DiskErrors.of("lock", file, e);
        } catch (HostException e) {
            close(channel);
            throw e;
        }
    }

    private FileChannel open(String name) {
        Path file = folder.resolve(name + ".lock");
        try {
            Files.createDirectories(folder);
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw DiskErrors.of("open the lock", file, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another FileLocks of this process on the same folder.
            return null;
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot close a lock: " + e, e);
        }
    }
}
