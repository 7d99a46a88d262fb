package dev.towline.source.git;

import dev.towline.budget.Budget;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.pack.ObjectReuseAsIs;
import org.eclipse.jgit.internal.storage.pack.ObjectToPack;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.internal.storage.pack.StoredObjectRepresentation;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * How much memory it takes to put a file together. In a pack it may be a difference to another one, and so on; JGit holds each of
 * them whole, however small the file itself is.
 */
final class DeltaChain {
    private DeltaChain() {}

    /** The sizes of all that the file is put together from, itself included; it stops counting beyond the budget. */
    static long cost(FileRepository repository, ObjectId file) throws IOException {
        try (ObjectReader reader = repository.getObjectDatabase().newReader();
                Bases bases = new Bases(repository, reader)) {
            return cost(reader, bases, file);
        }
    }

    /** Those of the files that can be put together within the budget. */
    static Set<ObjectId> within(FileRepository repository, Collection<ObjectId> files) throws IOException {
        Set<ObjectId> within = new HashSet<>();
        try (ObjectReader reader = repository.getObjectDatabase().newReader();
                Bases bases = new Bases(repository, reader)) {
            for (ObjectId file : files) {
                if (cost(reader, bases, file) <= Budget.GIT_CHAIN.amount()) {
                    within.add(file);
                }
            }
        }
        return within;
    }

    private static long cost(ObjectReader reader, Bases bases, ObjectId file) throws IOException {
        long cost = 0;
        Set<ObjectId> seen = new HashSet<>(Set.of(file));
        Deque<ObjectId> ahead = new ArrayDeque<>(seen);
        while (!ahead.isEmpty() && cost <= Budget.GIT_CHAIN.amount()) {
            ObjectId next = ahead.pop();
            cost += reader.getObjectSize(next, ObjectReader.OBJ_ANY);
            bases.of(next).stream().filter(seen::add).forEach(ahead::push);
        }
        return cost;
    }

    /** Asks as a writer of packs would, in which form an object is stored in each pack that has it. */
    private static final class Bases extends PackWriter {
        private final ObjectReuseAsIs packs;
        private final Set<ObjectId> found = new HashSet<>();

        Bases(FileRepository repository, ObjectReader reader) {
            super(repository);
            this.packs = (ObjectReuseAsIs) reader;
        }

        Set<ObjectId> of(ObjectId id) throws IOException {
            found.clear();
            packs.selectObjectRepresentation(this, NullProgressMonitor.INSTANCE,
                    List.of(packs.newObjectToPack(id, Constants.OBJ_BLOB)));
            return Set.copyOf(found);
        }

        @Override
        public boolean select(ObjectToPack object, StoredObjectRepresentation stored) {
            ObjectId base = stored.getFormat() == StoredObjectRepresentation.PACK_DELTA
                    ? stored.getDeltaBase()
                    : null;
            if (base != null) {
                found.add(base.copy());
            }
            return true;
        }
    }
}
