package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An open folder that was reached without passing a link that anybody but root could have put there.
 *
 * <p>
 * Root writes into folders that belong to a site's user, and that user may swap any entry of such a folder for a link to
 * {@code /etc} at any moment. So the path is walked as the kernel does: as long as only root may change the folder that holds
 * the next part, links are followed ({@code /var/run}, {@code /bin}); from the first folder on that somebody else may change,
 * each part is opened relative to the one before it with O_NOFOLLOW, and a link there is a CONFLICT. What is then done inside
 * goes through the open folder (openat, renameat, unlinkat), not through the path again.
 *
 * <p>
 * The JDK has no mkdirat and symlinkat: those two go by path. Where others than root may change the way, what they make is made in
 * the last folder on it that only root may change, and moved in from there (renameat).
 */
final class GuardedFolder implements AutoCloseable {
    private static final int MOST_LINKS = 40;

    private final Path path;
    private final SecureDirectoryStream<Path> stream;
    /** Root's alone, for what can only be made by path; the folder itself where nobody can swap the way to it. */
    private final Path workshop;

    private GuardedFolder(Path path, SecureDirectoryStream<Path> stream, Path workshop) {
        this.path = path;
        this.stream = stream;
        this.workshop = workshop;
    }

    /** @param privileged whether the agent is root, so that there is something to steal */
    static GuardedFolder open(Path folder, boolean privileged) throws IOException {
        if (!privileged) {
            return new GuardedFolder(folder, secure(Files.newDirectoryStream(folder)), folder);
        }
        Path at = Path.of("/");
        Path workshop = at;
        Deque<Path> rest = parts(folder);
        int links = 0;
        while (!rest.isEmpty() && onlyRootChanges(at)) {
            workshop = at;
            Path next = at.resolve(rest.pop()).normalize();
            if (Files.isSymbolicLink(next)) {
                if (++links > MOST_LINKS) {
                    throw new HostException(Kind.CONFLICT, "cannot use " + folder + ": its links go round in a ring");
                }
                Path target = at.resolve(Files.readSymbolicLink(next));
                Deque<Path> whole = parts(target);
                whole.addAll(rest);
                rest = whole;
                at = Path.of("/");
            } else {
                at = next;
            }
        }
        Path safe = rest.isEmpty() && onlyRootChanges(at) ? at : workshop;
        return new GuardedFolder(folder, descend(folder, secure(Files.newDirectoryStream(at)), rest),
                safe.equals(at) && rest.isEmpty() ? folder : safe);
    }

    private static SecureDirectoryStream<Path> descend(Path folder, SecureDirectoryStream<Path> from, Deque<Path> rest)
            throws IOException {
        SecureDirectoryStream<Path> open = from;
        for (Path part : rest) {
            try (SecureDirectoryStream<Path> outer = open) {
                if (part.toString().equals("..")) {
                    throw new HostException(Kind.CONFLICT,
                            "cannot use " + folder + ": '..' below a folder that is not root's");
                }
                if (kindOf(outer, part).isSymbolicLink()) {
                    throw new HostException(Kind.CONFLICT, "cannot use " + folder + ": '" + part
                            + "' on the way is a link in a folder that others than root may change;"
                            + " make it a folder, or name the real path");
                }
                open = secure(outer.newDirectoryStream(part, LinkOption.NOFOLLOW_LINKS));
            }
        }
        return open;
    }

    private static boolean onlyRootChanges(Path folder) throws IOException {
        return RawStat.at(folder).orElseThrow(() -> new NoSuchFileException(folder.toString())).onlyRootChangesIt();
    }

    private static Deque<Path> parts(Path absolute) {
        Deque<Path> parts = new ArrayDeque<>();
        absolute.forEach(parts::add);
        return parts;
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new HostException(Kind.DISK, "this system has no openat(): Towline needs Linux");
    }

    /** Something made at a path that does not exist yet. */
    @FunctionalInterface
    interface Making {
        void at(Path path) throws IOException;
    }

    /** Makes what the JDK makes only by path, at a name in it; where the name is taken it may say so or replace an empty folder. */
    void make(Path name, Making making) throws IOException {
        if (workshop.equals(path)) {
            making.at(path.resolve(name));
            return;
        }
        Path made = workshop.resolve(TemporaryName.fresh());
        making.at(made);
        try (SecureDirectoryStream<Path> from = secure(Files.newDirectoryStream(workshop))) {
            from.move(made.getFileName(), stream, name);
        } catch (AtomicMoveNotSupportedException e) {
            // Another file system is mounted there, which no site's user can do.
            Files.deleteIfExists(made);
            making.at(path.resolve(name));
        } catch (IOException e) {
            Files.deleteIfExists(made);
            throw e;
        }
    }

    SecureDirectoryStream<Path> stream() {
        return stream;
    }

    /** What stands at a name in it, links not followed. */
    BasicFileAttributes kindOf(Path name) throws IOException {
        return kindOf(stream, name);
    }

    static BasicFileAttributes kindOf(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** Whether others than root may make names in it, or swap the way to it. */
    boolean othersChangeIt() {
        return !workshop.equals(path);
    }

    /** Whether the file at a name has other names, and others than root may make names in this folder. */
    boolean isShared(Path name) throws IOException {
        return othersChangeIt()
                && Files.getAttribute(path.resolve(name), "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer n
                && n > 1;
    }

    /** Makes what was renamed or removed in it durable. */
    void sync() throws IOException {
        // The folder is opened once more by its path: syncing another one would do no harm.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
