package dev.towline.source.git;

import dev.towline.source.FetchLimits;
import dev.towline.source.Revision;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/** What the short process does: one look with its fetch and its checks, or the export of one tree. It ends with the agent. */
public final class GitWorker {
    static final String LOOK = "look";
    static final String EXPORT = "export";
    static final String DAMAGE = "damage";
    static final String FAULT = "fault";

    private GitWorker() {}

    /** @return the exit code */
    public static int run(InputStream from, OutputStream to) throws IOException {
        WorkerMemory.install();
        WorkerMemory.goFirst();
        DataInputStream in = new DataInputStream(new BufferedInputStream(from));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to, 1 << 16));
        switch (Wire.text(in)) {
            case LOOK -> look(in, out);
            case EXPORT -> export(in, out);
            default -> throw new IOException("unknown work");
        }
        out.flush();
        return 0;
    }

    static void askLook(DataOutputStream out, SourceSpec spec, Remembered memory, Path mirror, File home,
            boolean fresh) throws IOException {
        Wire.text(out, LOOK);
        Wire.spec(out, spec);
        Wire.memory(out, memory);
        Wire.text(out, mirror.toString());
        Wire.text(out, home.toString());
        out.writeBoolean(fresh);
    }

    private static void look(DataInputStream in, DataOutputStream out) throws IOException {
        SourceSpec spec = Wire.spec(in);
        Remembered memory = Wire.memory(in);
        Path folder = Path.of(Wire.text(in));
        File home = Path.of(Wire.text(in)).toFile();
        boolean fresh = in.readBoolean();
        endWithTheAgent(in);
        // A worker that outlived its agent may still be at it.
        try (FileChannel channel = FileChannel.open(folder.resolveSibling("worker"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE); var _ = channel.lock(); Mirror mirror = Mirror.open(folder, spec.limits())) {
            Finding found = new Look(spec, memory, mirror, home, fresh).find();
            if (found instanceof Finding.Take) {
                mirror.tidy();
            }
            Wire.finding(out, found);
        } catch (SourceException e) {
            fault(out, e);
        } catch (IOException | RuntimeException e) {
            if (!Fault.isDamage(e)) {
                throw e;
            }
            Wire.text(out, DAMAGE);
            Wire.text(out, String.valueOf(e.getMessage()));
        }
    }

    static void askExport(DataOutputStream out, Path mirror, FetchLimits limits, Revision revision, String subfolder)
            throws IOException {
        Wire.text(out, EXPORT);
        Wire.text(out, mirror.toString());
        Wire.limits(out, limits);
        Wire.text(out, revision.commit());
        Wire.text(out, subfolder);
    }

    private static void export(DataInputStream in, DataOutputStream out) throws IOException {
        Path folder = Path.of(Wire.text(in));
        FetchLimits limits = Wire.limits(in);
        Revision revision = Revision.of(Wire.text(in));
        String subfolder = Wire.text(in);
        endWithTheAgent(in);
        try (Mirror mirror = Mirror.reading(folder, limits);
                ObjectReader reader = mirror.repository().newObjectReader()) {
            GitTree tree = GitTree.read(reader, revision, mirror.tree(revision), limits);
            new GitSnapshot(tree, new Plain(mirror, reader)).writeTo(new TreeFrames.Writer(out), subfolder);
            TreeFrames.end(out);
        } catch (SourceException e) {
            fault(out, e);
        } catch (IOException | RuntimeException e) {
            if (!Fault.isDamage(e)) {
                throw e;
            }
            Wire.text(out, DAMAGE);
            Wire.text(out, String.valueOf(e.getMessage()));
        }
    }

    /** Reads without ado: a damaged mirror is told to the agent. */
    private record Plain(Mirror mirror, ObjectReader reader) implements GitSnapshot.Reading {
        @Override
        public <T> T read(GitSnapshot.Work<T> work) {
            try {
                return work.with(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long cost(ObjectId file) throws IOException {
            return mirror.cost(file);
        }

        @Override
        public Set<ObjectId> cheap(Collection<ObjectId> files) throws IOException {
            return mirror.cheap(files);
        }
    }

    private static void fault(DataOutputStream out, SourceException e) throws IOException {
        Wire.text(out, FAULT);
        Wire.text(out, e.kind().name());
        Wire.text(out, e.why());
    }

    private static void endWithTheAgent(InputStream in) {
        Thread.ofPlatform().daemon().name("agent").start(() -> {
            try {
                while (in.read() >= 0) {
                    // Nothing more is said.
                }
            } catch (IOException e) {
                // It is gone as well.
            }
            Runtime.getRuntime().halt(1);
        });
    }
}
