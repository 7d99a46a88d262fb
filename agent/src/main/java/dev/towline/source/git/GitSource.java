package dev.towline.source.git;

import dev.towline.source.CommitInfo;
import dev.towline.source.FailureKind;
import dev.towline.source.FetchResult;
import dev.towline.source.Revision;
import dev.towline.source.Snapshot;
import dev.towline.source.Source;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import dev.towline.source.TreeSink;
import dev.towline.source.VersionRange;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source behind a bare mirror in a folder of its own. The whole history of the one ref is kept, not a shallow piece:
 * whether a push was forced can only be told from ancestry, and later fetches then take only what is new.
 */
public final class GitSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(GitSource.class);

    private final SourceSpec spec;
    private final MirrorFolder folder;
    private final Looking looking;
    private final @Nullable Apart exporting;
    private final Masking masking;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Remembered memory;
    /** A large tree is given up before memory runs out. */
    private volatile SoftReference<@Nullable GitTree> lastTree = new SoftReference<>(null);
    private final GitSnapshot.Reading reading = new GitSnapshot.Reading() {
        @Override
        public <T> T read(GitSnapshot.Work<T> work) {
            return GitSource.this.read(work);
        }

        @Override
        public long cost(ObjectId file) throws IOException {
            return folder.mirror().cost(file);
        }

        @Override
        public Set<ObjectId> cheap(Collection<ObjectId> files) throws IOException {
            return folder.mirror().cheap(files);
        }
    };

    /**
     * Does all in this process.
     *
     * @param folder the source's own; made when it is first needed. No other process may use it meanwhile.
     */
    public GitSource(SourceSpec spec, Path folder) {
        this(spec, folder, new LookHere(spec), null);
    }

    /** Lists in this process; takes, checks and exports in short ones of their own. */
    public GitSource(SourceSpec spec, Path folder, Launcher launcher) {
        this(spec, folder, new LookApart(spec, launcher), new Apart(spec.name(), launcher));
        WorkerMemory.install();
    }

    private GitSource(SourceSpec spec, Path folder, Looking looking, @Nullable Apart exporting) {
        this.looking = looking;
        this.exporting = exporting;
        this.spec = spec;
        this.folder = new MirrorFolder(folder, spec.limits());
        this.masking = new Masking(spec.credentials());
    }

    @Override
    public SourceSpec spec() {
        return spec;
    }

    @Override
    public FetchResult fetch() {
        fetching.lock();
        try {
            Remembered before = memory();
            Finding finding = look(before);
            return settle(before, finding);
        } catch (TimeoutException e) {
            return failed(FailureKind.LIMIT, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(FailureKind.NETWORK, "the agent stopped waiting, because it is being stopped");
        } catch (ExecutionException e) {
            return failed(local(e.getCause() == null ? e : e.getCause()));
        } catch (IOException | RuntimeException e) {
            return failed(local(e));
        } finally {
            fetching.unlock();
        }
    }

    @Override
    public Optional<Revision> current() {
        return memory().accepted().map(Remembered.Accepted::revision);
    }

    @Override
    public List<VersionRange.PassedOver> passedOver() {
        return looking.passedOver();
    }

    @Override
    public Snapshot snapshot(Revision revision) {
        GitTree known = lastTree.get();
        if (known != null && known.revision().equals(revision)) {
            return new GitSnapshot(known, reading, export());
        }
        GitTree tree = read(reader -> GitTree.read(reader, revision, parse(revision).getTree(), spec.limits()));
        lastTree = new SoftReference<>(tree);
        return new GitSnapshot(tree, reading, export());
    }

    @Override
    public CommitInfo commit(Revision revision) {
        return read(reader -> History.info(parse(revision)));
    }

    @Override
    public List<CommitInfo> log(Revision from, Revision to, int max) {
        return read(reader -> History.log(folder.mirror().repository(), parse(from), parse(to), max));
    }

    @Override
    public boolean isAncestor(Revision ancestor, Revision descendant) {
        return read(reader -> folder.mirror().isAncestor(parse(ancestor), parse(descendant)));
    }

    @Override
    public void close() {
        folder.close();
    }

    private GitSnapshot.@Nullable Export export() {
        return exporting == null ? null : (sink, revision, subfolder) -> export(exporting, sink, revision, subfolder);
    }

    private void export(Apart apart, TreeSink sink, Revision revision, String subfolder) throws IOException {
        try {
            apart.run(spec.limits().timeout(),
                    out -> GitWorker.askExport(out, folder.current(), spec.limits(), revision, subfolder), in -> {
                        TreeFrames.read(in, sink);
                        return true;
                    });
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case IOException failure -> throw failure;
                case null, default -> throw new IOException(e);
            }
        } catch (TimeoutException e) {
            throw new SourceException(FailureKind.LIMIT, "Commit " + revision + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException(FailureKind.DISK, "The agent is being stopped.", e);
        }
    }

    private Finding look(Remembered before)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        if (!folder.isDamaged()) {
            try {
                return looking.look(
                        new Looking.Task(before, folder.mirror(), folder.current(), folder.home(), false));
            } catch (IOException | RuntimeException | ExecutionException e) {
                if (e instanceof SourceException || !Fault.isDamage(e)) {
                    throw e;
                }
                LOG.warn("{}: the mirror is damaged and is made anew: {}", spec.name(), e.getMessage());
            }
        }
        return lookAnew(before);
    }

    /** The damaged mirror goes only when the new one holds what is in use. */
    private Finding lookAnew(Remembered before)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Mirror made = folder.anew();
        Finding finding;
        boolean whole;
        try (made) {
            finding = looking.look(new Looking.Task(before, made, folder.fresh(), folder.home(), true));
            whole = before.accepted().isEmpty() || finding instanceof Finding.Take
                    || made.has(id(before.accepted().get().revision()));
        }
        if (finding instanceof Finding.Fail || !whole) {
            folder.markDamaged();
            return finding;
        }
        lastTree = new SoftReference<>(null);
        folder.replace();
        LOG.info("{}: the mirror was made anew", spec.name());
        return finding;
    }

    private FetchResult settle(Remembered before, Finding finding) throws IOException {
        return switch (finding) {
            case Finding.Same(Offer offer, Revision revision) -> {
                remember(before, before.accept(new Remembered.Accepted(Look.terms(spec), offer, revision)));
                yield new FetchResult.Unchanged(revision);
            }
            case Finding.Take take -> {
                Optional<Revision> from = before.accepted().map(Remembered.Accepted::revision);
                folder.mirror().point(id(take.to()), take.leaves() ? from.map(GitSource::id) : Optional.empty());
                remember(before, before.accept(new Remembered.Accepted(Look.terms(spec), take.offer(), take.to())));
                yield new FetchResult.Moved(from, take.to(), take.rewritten(), take.head());
            }
            case Finding.Refuse(Offer offer, String why) -> {
                remember(before, before.refuse(new Remembered.Refusal(Look.refusalTerms(spec), offer, why)));
                yield new FetchResult.Refused(told(why), before.accepted().map(Remembered.Accepted::revision));
            }
            case Finding.Fail(FailureKind kind, String why) -> failed(kind, why);
        };
    }

    private void remember(Remembered before, Remembered after) throws IOException {
        if (!after.equals(before)) {
            after.save(folder.memory());
            memory = after;
        }
    }

    private Remembered memory() {
        Remembered known = memory;
        if (known == null) {
            known = load();
            memory = known;
        }
        return known;
    }

    private Remembered load() {
        try {
            return Remembered.load(folder.memory()).of(spec.url());
        } catch (IOException e) {
            throw new SourceException(FailureKind.DISK, "The file " + folder.memory() + " cannot be read.", e);
        } catch (IllegalArgumentException e) {
            LOG.warn("{}: {} is damaged and is begun anew ({}); a rewritten history cannot be told this time",
                    spec.name(),
                    folder.memory(), e.getMessage());
            return Remembered.nothing();
        }
    }

    private RevCommit parse(Revision revision) throws IOException {
        if (!folder.mirror().has(id(revision))) {
            if (current().filter(revision::equals).isPresent()) {
                folder.markDamaged();
            }
            throw new SourceException(FailureKind.NOT_FOUND,
                    "Commit " + revision.commit() + " is not in the mirror of " + spec.url() + "; fetch first.");
        }
        return folder.mirror().commit(id(revision)).orElseThrow(() -> new SourceException(FailureKind.NOT_FOUND,
                revision.commit() + " is not a commit in " + spec.url() + "."));
    }

    private <T> T read(GitSnapshot.Work<T> work) {
        try (ObjectReader reader = folder.mirror().repository().newObjectReader()) {
            return work.with(reader);
        } catch (SourceException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (Fault.isDamage(e)) {
                folder.markDamaged();
            }
            throw local(e);
        }
    }

    private SourceException local(Throwable thrown) {
        if (thrown instanceof SourceException known) {
            return known;
        }
        if (Fault.isDamage(thrown)) {
            return new SourceException(FailureKind.CORRUPT, "The mirror of " + spec.url()
                    + " is damaged; the next fetch makes it anew (" + thrown.getMessage() + ").", thrown);
        }
        return new SourceException(FailureKind.DISK, "The mirror of " + spec.url() + " cannot be used: " + thrown,
                thrown);
    }

    private FetchResult failed(SourceException e) {
        return new FetchResult.Failed(e.kind(), told(e.why()));
    }

    private FetchResult failed(FailureKind kind, String why) {
        return new FetchResult.Failed(kind, told(why));
    }

    private String told(String why) {
        String masked = masking.mask(why);
        return masked.contains(spec.url()) ? masked : spec.url() + ": " + masked;
    }

    private static ObjectId id(Revision revision) {
        return ObjectId.fromString(revision.commit());
    }
}
