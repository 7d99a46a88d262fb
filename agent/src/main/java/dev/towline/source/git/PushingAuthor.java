package dev.towline.source.git;

import dev.towline.source.Author;
import dev.towline.source.Revision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** Commits in a repository of its own and pushes to a bare one beside it, without a Git program. */
public final class PushingAuthor implements Author {
    private static final String MAIN = Constants.R_HEADS + "main";

    private final Path shared;
    private final Repository own;

    private PushingAuthor(Path shared, Repository own) {
        this.shared = shared;
        this.own = own;
    }

    /**
     * Makes both repositories; neither folder may exist.
     *
     * @param shared the bare one that others follow
     * @param own the author's
     */
    public static PushingAuthor create(Path shared, Path own) {
        IsolatedSystemReader.install();
        try (Repository bare = new FileRepository(shared.toFile())) {
            bare.create(true);
            point(bare);
            Repository repository = new FileRepository(own.toFile());
            repository.create(true);
            return new PushingAuthor(shared, repository);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the repository " + shared + ": " + e.getMessage(), e);
        }
    }

    private static void point(Repository bare) throws IOException {
        RefUpdate head = bare.updateRef(Constants.HEAD, true);
        head.link(MAIN);
    }

    @Override
    public Revision push(Map<String, byte[]> files, String subject) {
        try {
            ObjectId commit = commit(files, subject);
            send(commit);
            return Revision.of(commit.name());
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the push to " + shared + " failed: " + e.getMessage(), e);
        }
    }

    private ObjectId commit(Map<String, byte[]> files, String subject) throws IOException {
        try (ObjectInserter inserter = own.newObjectInserter()) {
            DirCache index = DirCache.newInCore();
            DirCacheBuilder tree = index.builder();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                DirCacheEntry entry = new DirCacheEntry(file.getKey());
                entry.setFileMode(FileMode.REGULAR_FILE);
                entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue()));
                tree.add(entry);
            }
            tree.finish();
            PersonIdent ada = new PersonIdent("Ada", "ada@example.org", Instant.now(), ZoneOffset.UTC);
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(index.writeTree(inserter));
            commit.setAuthor(ada);
            commit.setCommitter(ada);
            commit.setMessage(subject + "\n");
            Ref before = own.exactRef(MAIN);
            if (before != null) {
                commit.setParentId(before.getObjectId());
            }
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = own.updateRef(MAIN);
            update.setNewObjectId(id);
            update.update();
            return id;
        }
    }

    private void send(ObjectId commit) throws IOException, URISyntaxException {
        RemoteRefUpdate wanted = new RemoteRefUpdate(own, MAIN, commit, MAIN, false, null, null);
        try (Transport transport = Transport.open(own, new URIish(shared.toUri().toString()))) {
            PushResult result = transport.push(NullProgressMonitor.INSTANCE, List.of(wanted));
            RemoteRefUpdate update = result.getRemoteUpdate(MAIN);
            if (update == null || update.getStatus() != RemoteRefUpdate.Status.OK) {
                throw new TransportException(shared + " refused main: "
                        + (update == null ? "no answer" : update.getStatus() + " " + update.getMessage()));
            }
        }
    }

    @Override
    public String url() {
        return "file://" + shared;
    }

    @Override
    public void close() {
        own.close();
    }
}
