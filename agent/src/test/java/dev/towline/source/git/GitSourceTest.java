package dev.towline.source.git;

import dev.towline.source.Credentials;
import dev.towline.source.FetchLimits;
import dev.towline.source.ForcePush;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.Source;
import dev.towline.source.SourceContract;
import dev.towline.source.SourceSpec;
import dev.towline.source.Upstream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract over the file transport. */
class GitSourceTest extends SourceContract {
    @TempDir
    Path temp;

    private GitUpstream upstream;
    private final List<Source> opened = new ArrayList<>();

    @BeforeEach
    void createUpstream() {
        upstream = new GitUpstream(temp.resolve("upstream.git"));
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Source::close);
        upstream.close();
    }

    @Override
    protected Upstream upstream() {
        return upstream;
    }

    @Override
    protected Source source(String track, ForcePush forcePush) {
        Source source = new GitSource(new SourceSpec("club", upstream.folder().toUri().toString(),
                RevisionPolicy.parse(track), forcePush, Credentials.none(), FetchLimits.defaults()),
                temp.resolve("mirror" + opened.size()));
        opened.add(source);
        return source;
    }
}
