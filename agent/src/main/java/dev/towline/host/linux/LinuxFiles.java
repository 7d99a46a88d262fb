package dev.towline.host.linux;

import dev.towline.host.Digest;
import dev.towline.host.FileStat;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Real files. What looks goes by path; what reads bytes or changes anything goes through a {@link GuardedFolder}. */
public final class LinuxFiles implements HostFiles {
    private final Owners owners;
    private final boolean privileged;
    private final DigestCache digests;
    private final FolderWrites writes;

    private LinuxFiles(Owners owners, boolean privileged, Clock clock) {
        this.owners = owners;
        this.privileged = privileged;
        this.digests = new DigestCache(clock);
        this.writes = new FolderWrites(owners);
    }

    /** For an agent that is root: owners are real, and links that others than root may plant are refused on the way. */
    public static LinuxFiles asRoot(NameTable names, Clock clock) {
        return new LinuxFiles(new SystemOwners(names), true, clock);
    }

    /** For an agent that is an ordinary user, who can be led nowhere but where that user may write anyway. */
    public static LinuxFiles asUser(Owners owners, Clock clock) {
        return new LinuxFiles(owners, false, clock);
    }

    @Override
    public Optional<FileStat> stat(String path) {
        try {
            Optional<RawStat> found = RawStat.at(Path.of(path));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            RawStat raw = found.get();
            Ownership ownership = owners.of(path, raw.uid(), raw.gid(), raw.mode());
            if (raw.isFile()) {
                return Optional.of(new FileStat(FileStat.Kind.FILE, raw.size(), ownership, null));
            }
            if (raw.isLink()) {
                String target = Files.readSymbolicLink(Path.of(path)).toString();
                return Optional.of(new FileStat(FileStat.Kind.LINK, 0, ownership, target));
            }
            FileStat.Kind kind = raw.isDirectory() ? FileStat.Kind.DIRECTORY : FileStat.Kind.OTHER;
            return Optional.of(new FileStat(kind, 0, ownership, null));
        } catch (NoSuchFileException | NotLinkException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw DiskErrors.of("look at", path, e);
        }
    }

    @Override
    public byte[] read(String path) {
        return within(path, "read", (folder, name) -> {
            try (SeekableByteChannel channel = openFile(path, folder, name)) {
                return WholeFile.read(path, Channels.newInputStream(channel));
            }
        });
    }

    @Override
    public InputStream open(String path) {
        return within(path, "read", (folder, name) -> Channels.newInputStream(openFile(path, folder, name)));
    }

    @Override
    public Digest digest(String path) {
        try {
            Optional<RawStat> stamp = RawStat.at(Path.of(path)).filter(RawStat::isFile);
            if (stamp.isEmpty()) {
                throw new HostException(Kind.CONFLICT, "cannot digest " + path + ": there is no regular file");
            }
            Optional<Digest> known = digests.find(path, stamp.get());
            if (known.isPresent()) {
                return known.get();
            }
            Digest digest = within(path, "read", (folder, name) -> {
                try (SeekableByteChannel channel = openFile(path, folder, name)) {
                    return digest(channel);
                }
            });
            digests.remember(path, stamp.get(), digest);
            return digest;
        } catch (IOException e) {
            throw DiskErrors.of("look at", path, e);
        }
    }

    private static Digest digest(SeekableByteChannel channel) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(channel.size() + 1, 512, 1 << 16));
        while (channel.read(buffer.clear()) >= 0) {
            sha256.update(buffer.flip());
        }
        return new Digest(HexFormat.of().formatHex(sha256.digest()));
    }

    /** Never a link, and never a pipe or device, which could make the reader wait for ever. */
    private static SeekableByteChannel openFile(String path, GuardedFolder folder, Path name) throws IOException {
        if (!folder.kindOf(name).isRegularFile()) {
            throw new HostException(Kind.CONFLICT, "cannot read " + path + ": there is no regular file");
        }
        return folder.stream().newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void write(String path, byte[] content, Ownership ownership) {
        put(path, new ByteArrayInputStream(content), ownership, true);
    }

    @Override
    public void write(String path, InputStream content, Ownership ownership) {
        put(path, content, ownership, true);
    }

    @Override
    public void place(String path, InputStream content, Ownership ownership) {
        put(path, content, ownership, false);
    }

    @Override
    public void sync(String folder) {
        try {
            Process sync = new ProcessBuilder("sync", "-f", checked(folder, "sync").toString())
                    .redirectErrorStream(true).start();
            String said = new String(sync.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (sync.waitFor() != 0) {
                throw new HostException(Kind.DISK, "cannot sync " + folder + ": " + said.strip());
            }
        } catch (IOException e) {
            throw DiskErrors.of("sync", folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(Kind.KILLED, "stopped while syncing " + folder, e);
        }
    }

    private void put(String path, InputStream content, Ownership ownership, boolean durable) {
        within(path, "write", (folder, name) -> {
            writes.put(folder, Path.of(path), content, ownership, durable);
            digests.forget(path);
            return true;
        });
    }

    @Override
    public void makeDirectory(String path, Ownership ownership) {
        within(path, "make folder", (folder, name) -> {
            writes.makeDirectory(folder, Path.of(path), ownership);
            return true;
        });
    }

    @Override
    public void link(String path, String target) {
        within(path, "link", (folder, name) -> {
            writes.link(folder, Path.of(path), target);
            digests.forget(path);
            return true;
        });
    }

    @Override
    public void setOwnership(String path, Ownership ownership) {
        within(path, "set owner and mode of", (folder, name) -> {
            writes.own(folder, Path.of(path), name, ownership);
            owners.settled(Path.of(path), ownership);
            return true;
        });
    }

    @Override
    public void rename(String from, String to) {
        within(from, "rename", (source, fromName) -> within(to, "rename " + from + " to", (goal, toName) -> {
            source.kindOf(fromName);
            source.stream().move(fromName, goal.stream(), toName);
            owners.moved(Path.of(from), Path.of(to));
            goal.sync();
            source.sync();
            return true;
        }));
        digests.forget(from);
        digests.forget(to);
    }

    @Override
    public void delete(String path) {
        checked(path, "delete");
        if (stat(path).isEmpty()) {
            return;
        }
        within(path, "delete", (folder, name) -> {
            writes.delete(folder, name);
            owners.gone(Path.of(path));
            folder.sync();
            return true;
        });
        digests.forget(path);
    }

    @Override
    public void deleteTree(String path) {
        checked(path, "delete");
        if (stat(path).isEmpty()) {
            return;
        }
        within(path, "delete", (folder, name) -> {
            Trees.delete(folder.stream(), name);
            owners.gone(Path.of(path));
            folder.sync();
            return true;
        });
        digests.forget(path);
    }

    @Override
    public List<String> list(String path) {
        Path folder = Path.of(path);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (var names = Files.list(folder)) {
            return names.map(p -> p.getFileName().toString()).filter(n -> !TemporaryName.is(n)).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw DiskErrors.of("list", path, e);
        }
    }

    @Override
    public Optional<String> resolve(String path) {
        try {
            return Optional.of(Path.of(path).toRealPath().toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public Space space(String path) {
        Path at = Path.of(path);
        while (at.getParent() != null && !Files.exists(at)) {
            at = at.getParent();
        }
        try {
            FileStore store = Files.getFileStore(at);
            return new Space(store.getUsableSpace(), Inodes.free(at));
        } catch (IOException e) {
            throw DiskErrors.of("ask for the space at", path, e);
        }
    }

    @Override
    public Usage usage(String path) {
        checked(path, "measure");
        return stat(path).isEmpty()
                ? Usage.NOTHING
                : within(path, "measure", (folder, name) -> TreeUsage.of(folder.stream(), name));
    }

    /** Something done to one name in an open folder. */
    @FunctionalInterface
    private interface Work<T> {
        T in(GuardedFolder folder, Path name) throws IOException;
    }

    private <T> T within(String path, String doing, Work<T> work) {
        Path at = checked(path, doing);
        Path parent = at.getParent();
        Path name = at.getFileName();
        if (parent == null || name == null) {
            throw new HostException(Kind.CONFLICT, "cannot " + doing + " the root of all folders");
        }
        try (GuardedFolder folder = GuardedFolder.open(parent, privileged)) {
            return work.in(folder, name);
        } catch (IOException e) {
            throw DiskErrors.of(doing, path, e);
        }
    }

    private static Path checked(String path, String doing) {
        Path at = Path.of(path);
        if (!at.isAbsolute() || !at.normalize().equals(at)) {
            throw new HostException(Kind.CONFLICT, "cannot " + doing + " '" + path
                    + "': a host's path is absolute and has no '..'");
        }
        return at;
    }
}
