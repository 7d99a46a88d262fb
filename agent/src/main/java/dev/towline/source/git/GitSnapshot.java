package dev.towline.source.git;

import dev.towline.budget.Budget;
import dev.towline.source.FailureKind;
import dev.towline.source.LfsPointer;
import dev.towline.source.Printable;
import dev.towline.source.Revision;
import dev.towline.source.Snapshot;
import dev.towline.source.SourceException;
import dev.towline.source.TreeLinks;
import dev.towline.source.TreeSink;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/** A checked tree and the mirror that its bytes are read from when they are asked for. */
final class GitSnapshot implements Snapshot {
    /** Of all sources: what one of them may take is counted once. */
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    private final GitTree tree;
    private final TreeLinks links;
    private final Reading reading;
    private final @Nullable Export export;

    /** Work on the mirror's objects. */
    interface Work<T> {
        T with(ObjectReader reader) throws IOException;
    }

    /** Runs work on the mirror, and takes note if it turns out to be damaged. */
    interface Reading {
        <T> T read(Work<T> work);

        /** What it takes to put a file together in memory. */
        long cost(ObjectId file) throws IOException;

        /** Those of the files that take little to put together in memory. */
        Set<ObjectId> cheap(Collection<ObjectId> files) throws IOException;
    }

    /** Gives a folder of the revision to a sink. */
    interface Export {
        void to(TreeSink sink, Revision revision, String subfolder) throws IOException;
    }

    GitSnapshot(GitTree tree, Reading reading) {
        this(tree, reading, null);
    }

    /** @param export does it elsewhere; null to do it here */
    GitSnapshot(GitTree tree, Reading reading, @Nullable Export export) {
        this.export = export;
        this.tree = tree;
        this.links = new TreeLinks(tree.links());
        this.reading = reading;
    }

    @Override
    public Revision revision() {
        return tree.revision();
    }

    @Override
    public SortedSet<String> paths() {
        return Collections.unmodifiableSortedSet(tree.files().navigableKeySet());
    }

    @Override
    public Optional<byte[]> read(String path) {
        return links.resolve(path).map(tree.files()::get).map(entry -> bytes(path, entry));
    }

    private byte[] bytes(String path, GitTree.Entry entry) {
        ONE_AT_A_TIME.lock();
        try {
            return reading.read(reader -> {
                long size = reader.getObjectSize(entry.id(), Constants.OBJ_BLOB);
                if (size > Budget.GIT_READ.amount()) {
                    throw tooLarge(path, "has " + size + " bytes, more than " + Budget.GIT_READ.text());
                }
                if (reading.cost(entry.id()) > Budget.GIT_CHAIN.amount()) {
                    throw tooLarge(path, "is stored as a difference to a file of more than "
                            + Budget.GIT_CHAIN.text());
                }
                byte[] bytes = reader.open(entry.id(), Constants.OBJ_BLOB).getCachedBytes(Budget.GIT_READ.count());
                if (LfsPointer.is(bytes)) {
                    throw new SourceException(FailureKind.UNSAFE, "Commit " + revision() + ": '" + Printable.of(path)
                            + "' is a pointer of Git LFS, and the agent has to read the file itself. Take it out of LFS:"
                            + " git lfs untrack, then commit the file.");
                }
                return bytes;
            });
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private SourceException tooLarge(String path, String what) {
        return new SourceException(FailureKind.LIMIT, "Commit " + revision() + ": '" + Printable.of(path) + "' " + what
                + "; the agent does not read it. Make it smaller.");
    }

    @Override
    public boolean executable(String path) {
        GitTree.Entry entry = tree.files().get(path);
        return entry != null && entry.mode() == FileMode.EXECUTABLE_FILE;
    }

    @Override
    public String treeDigest(String pathPrefix) {
        String path = stripped(pathPrefix);
        ObjectId folder = tree.folders().get(path);
        if (folder != null) {
            return "tree:" + folder.name();
        }
        GitTree.Entry file = tree.files().get(path);
        return file == null ? "" : file.mode() + ":" + file.id().name();
    }

    @Override
    public List<String> skippedSubmodules() {
        return tree.submodules();
    }

    @Override
    public List<String> lfsPointers() {
        Map<String, ObjectId> small = new TreeMap<>();
        tree.files().forEach((path, entry) -> {
            if (entry.mode() != FileMode.SYMLINK && entry.size() >= LfsPointer.SMALLEST
                    && entry.size() < LfsPointer.TOO_LARGE) {
                small.put(path, entry.id());
            }
        });
        return small.isEmpty() ? List.of() : reading.read(reader -> pointers(reader, small));
    }

    private List<String> pointers(ObjectReader reader, Map<String, ObjectId> small) throws IOException {
        Set<ObjectId> cheap = reading.cheap(small.values());
        List<String> pointers = new ArrayList<>();
        for (Map.Entry<String, ObjectId> file : small.entrySet()) {
            if (cheap.contains(file.getValue())
                    && LfsPointer.is(reader.open(file.getValue(), Constants.OBJ_BLOB).getBytes())) {
                pointers.add(file.getKey());
            }
        }
        return pointers;
    }

    @Override
    public void writeTo(TreeSink sink, String subfolder) {
        String folder = stripped(subfolder);
        if (!tree.folders().containsKey(folder)) {
            throw new SourceException(FailureKind.NOT_FOUND,
                    "Commit " + revision() + " has no folder '" + Printable.of(folder) + "'.");
        }
        String prefix = folder.isEmpty() ? "" : folder + "/";
        Map<String, String> inside = below(new TreeMap<>(tree.links()), prefix);
        new TreeLinks(inside).requireInside(revision());
        reading.<Boolean>read(reader -> {
            try {
                if (export != null) {
                    export.to(sink, revision(), folder);
                    return true;
                }
                for (String path : below(tree.folders(), prefix).keySet()) {
                    sink.directory(path);
                }
                for (Map.Entry<String, GitTree.Entry> file : below(tree.files(), prefix).entrySet()) {
                    write(reader, sink, file.getKey(), file.getValue(), inside);
                }
                return true;
            } catch (IOException e) {
                if (Fault.isDamage(e)) {
                    throw e;
                }
                throw new SourceException(FailureKind.DISK,
                        "The files of commit " + revision() + " cannot be written: " + e.getMessage(), e);
            }
        });
    }

    private static void write(ObjectReader reader, TreeSink sink, String path, GitTree.Entry file,
            Map<String, String> links) throws IOException {
        String target = links.get(path);
        if (target != null) {
            sink.symlink(path, target);
            return;
        }
        try (InputStream content = reader.open(file.id(), Constants.OBJ_BLOB).openStream()) {
            sink.file(path, file.mode() == FileMode.EXECUTABLE_FILE, content);
        }
    }

    /** What lies below a folder, under paths relative to it, in order, so that a folder comes before what is in it. */
    private static <T> SortedMap<String, T> below(SortedMap<String, T> all, String prefix) {
        SortedMap<String, T> below = new TreeMap<>();
        all.tailMap(prefix).entrySet().stream().takeWhile(entry -> entry.getKey().startsWith(prefix))
                .filter(entry -> entry.getKey().length() > prefix.length())
                .forEach(entry -> below.put(entry.getKey().substring(prefix.length()), entry.getValue()));
        return below;
    }

    private static String stripped(String path) {
        String start = path.startsWith("./") ? path.substring(2) : path;
        String end = start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
        return end.equals(".") ? "" : end;
    }
}
