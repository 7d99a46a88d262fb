package dev.towline.history.sqlite;

import dev.towline.budget.Budget;
import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import dev.towline.host.Digest;
import dev.towline.host.HostException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bytes that are too many for a row, each in a file with its SHA-256 for a name, in a folder that only the agent may open. */
final class KeptFiles {
    private static final Logger LOG = LoggerFactory.getLogger(KeptFiles.class);
    private static final int CHUNK = 1 << 16;
    private static final long LOOK_AT_SPACE = 16 << 20;

    private final Path folder;
    private final Limits limits;
    private final Set<Path> drafts = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong();

    /**
     * In bytes.
     *
     * @param most that one file may have
     * @param reserve that must stay free on the disk
     */
    record Limits(long most, long reserve) {
        static final Limits STANDARD = new Limits(Budget.UNDO_FILE.amount(), Budget.UNDO_RESERVE.amount());
    }

    /** @param folder made with the first file */
    KeptFiles(Path folder, Limits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    /** Whole and durable, but without its name; closed without {@link #settle} it is thrown away. */
    final class Draft implements AutoCloseable {
        private final Path file;
        private final String reference;

        private Draft(Path file, String reference) {
            this.file = file;
            this.reference = reference;
        }

        String reference() {
            return reference;
        }

        void settle() {
            try {
                Files.move(file, folder.resolve(reference), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                sync(folder);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() {
            discard(file);
        }
    }

    /** What the stream begins with, up to so many bytes. */
    byte[] head(InputStream content, int most) {
        try {
            return content.readNBytes(most);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    Draft write(byte[] head, InputStream rest) {
        Path beside = folder.resolve(".draft-" + number.incrementAndGet());
        drafts.add(beside);
        try {
            makeFolder();
            return new Draft(beside, stream(head, rest, beside));
        } catch (IOException e) {
            discard(beside);
            throw failed(e);
        } catch (RuntimeException e) {
            discard(beside);
            throw e;
        }
    }

    private void makeFolder() throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        Path parent = folder.getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    private String stream(byte[] head, InputStream rest, Path to) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        try (FileChannel channel = FileChannel.open(to,
                // What a kill has left under that name is written over.
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            requireSpace();
            put(channel, sha256, head, head.length);
            byte[] buffer = new byte[CHUNK];
            long looked = 0;
            for (int n = rest.read(buffer); n >= 0; n = rest.read(buffer)) {
                put(channel, sha256, buffer, n);
                if (channel.position() > limits.most) {
                    throw new HostException(HostException.Kind.DISK, "there are more than " + limits.most
                            + " bytes, which is the most that is kept for an undo; move the file away");
                }
                if (channel.position() - looked > LOOK_AT_SPACE) {
                    looked = channel.position();
                    requireSpace();
                }
            }
            channel.force(true);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void put(FileChannel channel, MessageDigest sha256, byte[] bytes, int length) throws IOException {
        sha256.update(bytes, 0, length);
        ByteBuffer chunk = ByteBuffer.wrap(bytes, 0, length);
        while (chunk.hasRemaining()) {
            channel.write(chunk);
        }
    }

    private void requireSpace() throws IOException {
        if (Files.getFileStore(folder).getUsableSpace() < limits.reserve) {
            throw new HostException(HostException.Kind.DISK, "no room in " + folder
                    + " to keep what is replaced: less than " + limits.reserve
                    + " bytes would stay free; free some space, or move the file away");
        }
    }

    /** Read twice: what has changed must not be put in place and only then found out. */
    InputStream read(String reference) {
        Path file = folder.resolve(reference);
        try {
            if (!digest(file).equals(reference)) {
                throw new HistoryException(Kind.DAMAGED, "the kept bytes " + file
                        + " have changed; put a copy of the file back");
            }
            return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new HistoryException(Kind.DAMAGED, "the kept bytes " + file
                    + " are gone; put a copy of the file back", e);
        } catch (IOException e) {
            throw new HostException(HostException.Kind.DISK, "cannot read " + file + ": " + e, e);
        }
    }

    private static String digest(Path file) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] buffer = new byte[CHUNK];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** What is neither named nor being written goes; what cannot go is tried again at the next close. */
    void retain(Set<String> references) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> unnamed = files.filter(file -> !references.contains(file.getFileName().toString()))
                    .filter(file -> !drafts.contains(file)).toList();
            for (Path file : unnamed) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("{}: what no deployment needs could not be removed: {}", folder, e.toString());
        }
    }

    private void discard(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", draft, e.toString());
        } finally {
            drafts.remove(draft);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private HostException failed(IOException e) {
        return new HostException(HostException.Kind.DISK, "cannot keep what is replaced in " + folder + ": " + e, e);
    }
}
