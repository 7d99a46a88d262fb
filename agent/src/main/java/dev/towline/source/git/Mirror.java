package dev.towline.source.git;

import dev.towline.source.FetchLimits;
import dev.towline.source.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bare repository with the objects of a source. Refs of its own keep what is or was in use from being collected. */
final class Mirror implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final String CURRENT = "refs/towline/current";
    private static final String FORMER = "refs/towline/former/";
    /** Every fetch leaves a pack; beyond this many, lookups slow down. */
    private static final long MOST_PACKS = 50;

    private final CappedRepository repository;
    private long packsThatRemain;

    private Mirror(CappedRepository repository) {
        this.repository = repository;
    }

    /** Opens the mirror after sweeping what a killed process left, or makes an empty one. */
    static Mirror open(Path folder, FetchLimits limits) throws IOException {
        IsolatedSystemReader.install();
        Leftovers.sweep(folder);
        boolean whole = Files.isDirectory(folder.resolve("objects"));
        if (!whole) {
            Leftovers.delete(folder);
            OwnFolders.make(folder);
        }
        if (whole) {
            MirrorFiles.mend(folder);
        }
        CappedRepository repository = new CappedRepository(folder.toFile(), limits);
        if (!whole) {
            repository.create(true);
        }
        if (repository.getConfig().getString("gc", null, "prunePackExpire") == null) {
            configure(repository.getConfig());
        }
        return new Mirror(repository);
    }

    private static void configure(StoredConfig config) throws IOException {
        config.setBoolean("fetch", null, "fsckObjects", true);
        config.setBoolean("transfer", null, "fsckObjects", true);
        config.setBoolean("core", null, "fsyncRefFiles", true);
        config.setBoolean("core", null, "logAllRefUpdates", false);
        config.setInt("protocol", null, "version", 2);
        // One of the host's cores at most, and little memory: the sites on the host come first.
        config.setInt("pack", null, "threads", 1);
        config.setInt("pack", null, "window", 4);
        config.setBoolean("pack", null, "buildBitmaps", false);
        // Joined packs go at once: nobody else reads this repository.
        config.setString("gc", null, "prunePackExpire", "now");
        config.save();
    }

    /** Opens it beside its owner, to read only. */
    static Mirror reading(Path folder, FetchLimits limits) throws IOException {
        IsolatedSystemReader.install();
        return new Mirror(new CappedRepository(folder.toFile(), limits));
    }

    Repository repository() {
        return repository;
    }

    /** @throws IOException if the commit is not here */
    ObjectId tree(Revision revision) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.parseCommit(ObjectId.fromString(revision.commit())).getTree().copy();
        }
    }

    /** What it takes to put a file together in memory. */
    long cost(ObjectId file) throws IOException {
        return DeltaChain.cost(repository, file);
    }

    /** Those of the files that take little to put together in memory. */
    Set<ObjectId> cheap(Collection<ObjectId> files) throws IOException {
        return DeltaChain.within(repository, files);
    }

    boolean has(ObjectId id) throws IOException {
        return repository.getObjectDatabase().has(id);
    }

    /** The commit that an id leads to, through annotated tags; empty if it leads to something else. */
    Optional<RevCommit> commit(ObjectId id) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevObject object = walk.peel(walk.parseAny(id));
            return object instanceof RevCommit commit ? Optional.of(commit) : Optional.empty();
        } catch (IncorrectObjectTypeException e) {
            return Optional.empty();
        }
    }

    boolean isAncestor(ObjectId ancestor, ObjectId descendant) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRetainBody(false);
            return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(descendant));
        }
    }

    /** Whether everything that the ids need is here, down to what was complete before. */
    void requireConnected(Collection<ObjectId> ids) throws IOException {
        try (ObjectWalk walk = new ObjectWalk(repository)) {
            for (ObjectId id : ids) {
                walk.markStart(walk.parseAny(id));
            }
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix("refs/towline/")) {
                walk.markUninteresting(walk.parseAny(ref.getObjectId()));
            }
            walk.checkConnectivity();
        }
    }

    /** Makes {@code to} the revision in use; {@code from}, where history was rewritten, stays readable for a rollback. */
    void point(ObjectId to, Optional<ObjectId> from) throws IOException {
        if (from.isPresent() && has(from.get())) {
            update(FORMER + from.get().name(), from.get());
        }
        update(CURRENT, to);
    }

    /** Joins the packs when they have become many; a failure is only logged, because nothing depends on it. */
    synchronized void tidy() {
        // By a reader of its own: only JGit's plain one lets what is packed be copied as it is.
        try (FileRepository plain = new FileRepository(repository.getDirectory())) {
            GC gc = new GC(plain);
            if (gc.getStatistics().numberOfPackFiles > packsThatRemain + MOST_PACKS) {
                LOG.info("Joining the packs of {}", repository.getDirectory());
                gc.setProgressMonitor(new UntilInterrupted());
                gc.gc().join();
                packsThatRemain = gc.getStatistics().numberOfPackFiles;
            }
        } catch (Exception e) {
            LOG.warn("The packs of {} could not be joined: {}", repository.getDirectory(), e.toString());
        }
    }

    @Override
    public void close() {
        repository.close();
    }

    private void update(String name, ObjectId id) throws IOException {
        RefUpdate update = repository.updateRef(name);
        update.setNewObjectId(id);
        update.setForceUpdate(true);
        update.disableRefLog();
        RefUpdate.Result result = update.update();
        switch (result) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {
            }
            case LOCK_FAILURE, IO_FAILURE, NOT_ATTEMPTED, REJECTED, REJECTED_CURRENT_BRANCH, REJECTED_MISSING_OBJECT,
                    REJECTED_OTHER_REASON, RENAMED ->
                throw new IOException(
                        "the mirror's ref " + name + " cannot be written (" + result + ")");
        }
    }
}
