package dev.towline.source.git;

import dev.towline.source.FetchLimits;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;

/**
 * A bare repository that takes packs only up to the limits. JGit caps what it serves but not what it fetches; every
 * transport hands its pack to the parser made here.
 */
final class CappedRepository extends FileRepository {
    private final FetchLimits limits;

    CappedRepository(File folder, FetchLimits limits) throws IOException {
        super(new RepositoryBuilder().setGitDir(folder).setBare().setup());
        this.limits = limits;
    }

    /** Says how large a commit, tag or tree is before it is read into memory. */
    @Override
    public ObjectReader newObjectReader() {
        return new CappedReader(super.newObjectReader(), limits);
    }

    @Override
    public ObjectInserter newObjectInserter() {
        ObjectInserter plain = super.newObjectInserter();
        return new ObjectInserter.Filter() {
            @Override
            protected ObjectInserter delegate() {
                return plain;
            }

            @Override
            public PackParser newPackParser(InputStream in) throws IOException {
                PackParser parser = super.newPackParser(
                        new PackHeader(ByteBudget.ofPack(limits.maxPackBytes()).limit(in), limits.maxObjects()));
                parser.setMaxObjectSizeLimit(limits.maxObjectBytes());
                return parser;
            }
        };
    }
}
