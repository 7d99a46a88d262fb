package dev.towline.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MemorySourceTest extends SourceContract {
    private final MemoryRemote remote = new MemoryRemote();

    @Override
    protected Upstream upstream() {
        return remote;
    }

    @Override
    protected Source source(String track, ForcePush forcePush) {
        return remote.source(new SourceSpec("memory", "https://git.example.org/club.git", RevisionPolicy.parse(track),
                forcePush, Credentials.none(), FetchLimits.defaults()));
    }

    @Test
    void an_outage_lasts_until_it_is_over() {
        remote.commit(Map.of("a", "1"));
        Source source = source("main", ForcePush.REFUSE);
        remote.fail(FailureKind.NETWORK, "down");
        assertEquals(new FetchResult.Failed(FailureKind.NETWORK, "down"), source.fetch());
        remote.recover();

        assertInstanceOf(FetchResult.Moved.class, source.fetch());
        assertEquals(2, remote.looks());
    }
}
