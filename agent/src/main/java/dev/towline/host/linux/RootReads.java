package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Whether root may read what a path names: no user who is not root could have put a link there that leads to somebody else's file. A
 * plain file in a user's own folder passes, because its content is that user's anyway.
 */
public final class RootReads {
    private static final int MOST_LINKS = 40;

    private RootReads() {}

    /** Says what is wrong, or nothing; also where nothing is there, because whoever reads it will say so. */
    public static Optional<String> flaw(String path) {
        Path at = Path.of(path).normalize();
        try {
            for (int links = 0; at.isAbsolute() && at.getParent() != null; links++) {
                try (GuardedFolder folder = GuardedFolder.open(at.getParent(), true)) {
                    BasicFileAttributes kind = folder.kindOf(at.getFileName());
                    boolean link = kind.isSymbolicLink();
                    if (folder.othersChangeIt()) {
                        return link || kind.isRegularFile() && folder.isShared(at.getFileName())
                                ? Optional.of(at + " is a link in a folder that others than root may change")
                                : Optional.empty();
                    }
                    if (!link) {
                        return Optional.empty();
                    }
                    if (links > MOST_LINKS) {
                        return Optional.of(path + " is a ring of links");
                    }
                    at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
                }
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (HostException e) {
            if (e.kind() == Kind.CONFLICT) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
            throw e;
        } catch (IOException e) {
            throw DiskErrors.of("look at", path, e);
        }
    }
}
