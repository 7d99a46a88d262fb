package dev.towline.source.git;

import dev.towline.source.FetchLimits;
import java.io.IOException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/** Reads no commit, tag or tree that is over its cap; an older mirror may hold one. */
final class CappedReader extends ObjectReader.Filter {
    private final ObjectReader reader;
    private final FetchLimits limits;

    CappedReader(ObjectReader reader, FetchLimits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    @Override
    protected ObjectReader delegate() {
        return reader;
    }

    @Override
    public ObjectReader newReader() {
        return new CappedReader(reader.newReader(), limits);
    }

    @Override
    public ObjectLoader open(AnyObjectId id) throws IOException {
        return open(id, OBJ_ANY);
    }

    @Override
    public ObjectLoader open(AnyObjectId id, int type) throws IOException {
        if (type != Constants.OBJ_BLOB) {
            // Of whatever type: the smallest cap that may be meant is asked after its type is known.
            long size = reader.getObjectSize(id, type);
            if (size > Math.min(limits.maxCommitBytes(), limits.maxFolderBytes())) {
                KindCaps.require(id, type == OBJ_ANY ? reader.open(id, OBJ_ANY).getType() : type, size, limits);
            }
        }
        return reader.open(id, type);
    }
}
