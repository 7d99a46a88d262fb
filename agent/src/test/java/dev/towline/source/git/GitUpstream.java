package dev.towline.source.git;

import dev.towline.source.Revision;
import dev.towline.source.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;

/** A real bare repository in a folder, that also takes what no Git client would push. */
final class GitUpstream implements Upstream, AutoCloseable {
    private static final PersonIdent ADA = new PersonIdent("Ada", "ada@example.org",
            Instant.parse("2026-01-02T03:04:05Z"),
            ZoneOffset.UTC);

    private final Path folder;
    private final Repository repository;

    /** One entry of a tree, with whatever name and mode. */
    record Raw(byte[] name, FileMode mode, ObjectId id) {
        static Raw of(String name, FileMode mode, ObjectId id) {
            return new Raw(name.getBytes(StandardCharsets.UTF_8), mode, id);
        }
    }

    GitUpstream(Path folder) {
        IsolatedSystemReader.install();
        this.folder = folder;
        try {
            this.repository = new FileRepository(folder.toFile());
            repository.create(true);
            repository.getConfig().setBoolean("http", null, "receivepack", false);
            repository.getConfig().save();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public Revision commit(String branch, Map<String, String> files, String subject) {
        return commit(branch, tree(files), subject);
    }

    Revision commit(String branch, ObjectId tree, String subject) {
        return insert(inserter -> {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree);
            commit.setAuthor(ADA);
            commit.setCommitter(ADA);
            commit.setMessage(subject);
            Ref head = repository.exactRef(Constants.R_HEADS + branch);
            if (head != null) {
                commit.setParentId(head.getObjectId());
            }
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            update(Constants.R_HEADS + branch, id);
            return Revision.of(id.name());
        });
    }

    ObjectId blob(String text) {
        return insert(inserter -> inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8)));
    }

    ObjectId blob(byte[] bytes) {
        return insert(inserter -> inserter.insert(Constants.OBJ_BLOB, bytes));
    }

    /** A tree exactly as said, unsorted and unchecked. */
    ObjectId tree(Raw... entries) {
        return insert(inserter -> {
            TreeFormatter formatter = new TreeFormatter();
            for (Raw entry : entries) {
                formatter.append(entry.name(), 0, entry.name().length, entry.mode(), entry.id(), true);
            }
            return inserter.insert(formatter);
        });
    }

    ObjectId tree(Map<String, String> files) {
        Map<String, Map<String, String>> folders = new LinkedHashMap<>();
        TreeMap<String, Raw> entries = new TreeMap<>();
        files.forEach((path, text) -> {
            int slash = path.indexOf('/');
            if (slash < 0) {
                entries.put(path, Raw.of(path, FileMode.REGULAR_FILE, blob(text)));
            } else {
                folders.computeIfAbsent(path.substring(0, slash), name -> new HashMap<>())
                        .put(path.substring(slash + 1), text);
            }
        });
        folders.forEach((name, below) -> entries.put(name + "/", Raw.of(name, FileMode.TREE, tree(below))));
        return tree(entries.values().toArray(Raw[]::new));
    }

    @Override
    public void force(String branch, Revision to) {
        update(Constants.R_HEADS + branch, ObjectId.fromString(to.commit()));
    }

    @Override
    public void deleteBranch(String branch) {
        delete(Constants.R_HEADS + branch);
    }

    @Override
    public void tag(String name, Revision revision) {
        update(Constants.R_TAGS + name, ObjectId.fromString(revision.commit()));
    }

    void point(String ref, ObjectId id) {
        update(ref, id);
    }

    void annotatedTag(String name, Revision revision) {
        insert(inserter -> {
            TagBuilder tag = new TagBuilder();
            tag.setTag(name);
            tag.setObjectId(ObjectId.fromString(revision.commit()), Constants.OBJ_COMMIT);
            tag.setTagger(ADA);
            tag.setMessage("Release " + name);
            ObjectId id = inserter.insert(tag);
            inserter.flush();
            update(Constants.R_TAGS + name, id);
            return id;
        });
    }

    @Override
    public void deleteTag(String name) {
        delete(Constants.R_TAGS + name);
    }

    @Override
    public void close() {
        repository.close();
    }

    private void update(String ref, ObjectId id) {
        try {
            RefUpdate update = repository.updateRef(ref);
            update.setNewObjectId(id);
            update.setForceUpdate(true);
            update.update();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete(String ref) {
        try {
            RefUpdate update = repository.updateRef(ref);
            update.setForceUpdate(true);
            update.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Inserting<T> {
        T with(ObjectInserter inserter) throws IOException;
    }

    private <T> T insert(Inserting<T> work) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            T result = work.with(inserter);
            inserter.flush();
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
