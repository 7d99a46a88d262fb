package dev.towline.source.git;

import dev.towline.budget.Budget;
import dev.towline.source.FailureKind;
import dev.towline.source.FetchLimits;
import dev.towline.source.LimitKey;
import dev.towline.source.Printable;
import dev.towline.source.Revision;
import dev.towline.source.SafePath;
import dev.towline.source.SourceException;
import dev.towline.source.TreeLinks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The names in one commit's tree, all checked: nothing in it is over a cap, leaves the tree or touches {@code .git}.
 *
 * @param files      files and links by path
 * @param folders    tree ids by path, the root under the empty path
 * @param links      the targets of symbolic links
 * @param submodules paths of other repositories, which are left out
 */
record GitTree(Revision revision, NavigableMap<String, Entry> files, NavigableMap<String, ObjectId> folders,
        Map<String, String> links, List<String> submodules) {

    /** A file or link of so many bytes. */
    record Entry(FileMode mode, ObjectId id, long size) {}

    GitTree {
        files = Collections.unmodifiableNavigableMap(files);
        folders = Collections.unmodifiableNavigableMap(folders);
        links = Map.copyOf(links);
        submodules = List.copyOf(submodules);
    }

    /** @throws SourceException of kind LIMIT or UNSAFE, naming the commit and the path */
    static GitTree read(ObjectReader reader, Revision revision, ObjectId root, FetchLimits limits) throws IOException {
        Reading reading = new Reading(reader, revision, limits);
        reading.folders.put("", root);
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(root);
            walk.setRecursive(false);
            while (walk.next()) {
                if (walk.getDepth() > Budget.GIT_DEPTH.amount()) {
                    throw reading.limit("folders in more than " + Budget.GIT_DEPTH.text() + " folders", "");
                }
                reading.take(walk);
                if (walk.isSubtree()) {
                    walk.enterSubtree();
                }
            }
        }
        new TreeLinks(reading.links).requireInside(revision);
        return new GitTree(revision, reading.files, reading.folders, reading.links, reading.submodules);
    }

    private static final int LONGEST_LINK = 4000;

    private static final class Reading {
        private final NavigableMap<String, Entry> files = new TreeMap<>();
        private final NavigableMap<String, ObjectId> folders = new TreeMap<>();
        private final Map<String, String> links = new HashMap<>();
        private final List<String> submodules = new ArrayList<>();
        private final ObjectReader reader;
        private final Revision revision;
        private final FetchLimits limits;
        private long bytes;
        private long pathBytes;

        Reading(ObjectReader reader, Revision revision, FetchLimits limits) {
            this.reader = reader;
            this.revision = revision;
            this.limits = limits;
        }

        void take(TreeWalk walk) throws IOException {
            String path = decode(walk.getRawPath());
            SafePath.require(revision, path);
            pathBytes += path.length();
            if (pathBytes > Budget.GIT_PATHS.amount()) {
                throw limit("paths of more than " + Budget.GIT_PATHS.text() + " together", "");
            }
            ObjectId id = walk.getObjectId(0);
            FileMode mode = walk.getFileMode(0);
            boolean known = files.containsKey(path) || folders.containsKey(path);
            if (known) {
                throw unsafe(path, "there are two entries of that name");
            }
            if (mode == FileMode.TREE) {
                folders.put(path, id);
            } else if (mode == FileMode.GITLINK) {
                submodules.add(path);
            } else if (mode == FileMode.SYMLINK) {
                links.put(path, target(path, id));
                add(path, mode, id);
            } else if (mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE) {
                add(path, mode, id);
            } else {
                throw unsafe(path, "its mode " + mode + " is none that Git knows");
            }
            if (files.size() + folders.size() + submodules.size() > limits.maxFiles()) {
                throw limit("more than " + limits.maxFiles() + " files and folders",
                        LimitKey.FILES.raiseFrom(limits.maxFiles()));
            }
        }

        private void add(String path, FileMode mode, ObjectId id) throws IOException {
            long size = reader.getObjectSize(id, Constants.OBJ_BLOB);
            if (size > limits.maxObjectBytes()) {
                throw limit("the file '" + Printable.of(path) + "' of " + size + " bytes, more than "
                        + ByteBudget.megabytes(limits.maxObjectBytes()), LimitKey.FILE.raiseTo(size));
            }
            bytes += size;
            if (bytes > limits.maxTreeBytes()) {
                throw limit("more than " + ByteBudget.megabytes(limits.maxTreeBytes()) + " of files",
                        LimitKey.TREE.raiseFrom(limits.maxTreeBytes()));
            }
            files.put(path, new Entry(mode, id, size));
        }

        private String target(String path, ObjectId id) throws IOException {
            if (reader.getObjectSize(id, Constants.OBJ_BLOB) > LONGEST_LINK) {
                throw unsafe(path, "it is a symbolic link with a target of more than " + LONGEST_LINK + " bytes");
            }
            return decode(reader.open(id, Constants.OBJ_BLOB).getBytes());
        }

        private String decode(byte[] raw) {
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
            } catch (CharacterCodingException e) {
                throw unsafe(new String(raw, StandardCharsets.ISO_8859_1), "it is not UTF-8");
            }
        }

        private SourceException unsafe(String path, String why) {
            return new SourceException(FailureKind.UNSAFE, "Commit " + revision + " holds '" + Printable.of(path)
                    + "', which must not be written: " + why + ".");
        }

        private SourceException limit(String what, String orElse) {
            return new SourceException(FailureKind.LIMIT, "Commit " + revision + " holds " + what + "; take it out"
                    + (orElse.isEmpty() ? "" : ", or " + orElse) + ".");
        }
    }
}
