package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is kept of one job in the agent's state folder: that it was started, its output, and how it ended. The last is written
 * by whoever watches the process itself (ExecStopPost, a shell), so it is there whether the agent lives or not.
 */
public final class JobFolder {
    private final Path folder;

    public JobFolder(Path jobs, String name) {
        this.folder = jobs.resolve(name);
    }

    public Path output() {
        return folder.resolve("output");
    }

    public Path result() {
        return folder.resolve("result");
    }

    private Path started() {
        return folder.resolve("started");
    }

    /** Says durably that the job is about to start. */
    public void begin(Instant at) {
        try {
            Files.createDirectories(folder.getParent());
            Files.createDirectories(folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(result());
            Files.deleteIfExists(output());
            put(started(), at.toString());
        } catch (IOException e) {
            throw DiskErrors.of("prepare a job in", folder, e);
        }
    }

    /** When it was started, or empty where it never was. */
    public Optional<Instant> startedAt() {
        return text(started()).map(text -> Instant.parse(text.strip()));
    }

    public Optional<JobEnding> ending() {
        return text(result()).map(JobEnding::parse);
    }

    /** For an end that the watcher could not write, because it was killed itself. */
    public void end(JobEnding ending) {
        try {
            put(result(), ending.text());
        } catch (IOException e) {
            throw DiskErrors.of("write", result(), e);
        }
    }

    /** A small file beside the others, for instance a process's identity. */
    public void note(String name, String text) {
        try {
            put(folder.resolve(name), text);
        } catch (IOException e) {
            throw DiskErrors.of("write", folder.resolve(name), e);
        }
    }

    public Optional<String> note(String name) {
        return text(folder.resolve(name));
    }

    public void remove() {
        try (Stream<Path> files = Files.list(folder)) {
            // The mark of the start goes last: until then the job is known.
            for (Path file : files.filter(f -> !f.equals(started())).toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(started());
            Files.deleteIfExists(folder);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw DiskErrors.of("remove", folder, e);
        }
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot read " + file + ": " + e, e);
        }
    }

    private static void put(Path file, String text) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(StandardCharsets.UTF_8.encode(text));
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
