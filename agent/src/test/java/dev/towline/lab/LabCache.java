package dev.towline.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is slow is built once, outside the checkout, in a folder named after a digest of what it is built from. */
public final class LabCache {
    private static final Logger LOG = LoggerFactory.getLogger(LabCache.class);
    /** A file lock holds off other test runs; within one, the kernel's lock is refused instead of waited for. */
    private static final Map<Path, Lock> OURS = new ConcurrentHashMap<>();
    private final Path folder;

    public LabCache(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** {@code TOWLINE_LAB_CACHE}, else {@code $XDG_CACHE_HOME/towline/lab}, else {@code ~/.cache/towline/lab}. */
    public static LabCache standard() {
        return new LabCache(environment("TOWLINE_LAB_CACHE").map(Path::of)
                .orElseGet(() -> environment("XDG_CACHE_HOME").map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("towline/lab")));
    }

    public Path folder() {
        return folder;
    }

    /** Fills an empty folder. */
    public interface Recipe {
        void build(Path empty) throws IOException;
    }

    /** The folder of this name and these inputs; built beside and renamed, so that a killed build leaves nothing half. */
    public Path obtain(String name, String inputs, Recipe recipe) {
        Path ready = folder.resolve(name + "-" + digest(inputs));
        Path file = folder.resolve(name + ".lock");
        Lock ours = OURS.computeIfAbsent(file, _ -> new ReentrantLock());
        ours.lock();
        try {
            if (!Files.isDirectory(ready)) {
                Files.createDirectories(folder);
                locked(file, ready, recipe);
            }
            return ready;
        } catch (IOException e) {
            throw new UncheckedIOException("building " + ready, e);
        } finally {
            ours.unlock();
        }
    }

    private static void locked(Path file, Path ready, Recipe recipe) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (!Files.isDirectory(ready)) {
                build(ready, recipe);
            }
        }
    }

    private static void build(Path ready, Recipe recipe) throws IOException {
        Path beside = ready.resolveSibling(ready.getFileName() + ".building");
        Command.of("rm", "-rf", "--one-file-system", beside.toString()).runOk();
        Files.createDirectories(beside);
        long start = System.nanoTime();
        recipe.build(beside);
        Files.move(beside, ready, StandardCopyOption.ATOMIC_MOVE);
        LOG.info("built {} in {} s", ready, Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }

    static String digest(String inputs) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(inputs.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
