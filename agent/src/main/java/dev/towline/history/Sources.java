package dev.towline.history;

import dev.towline.event.SourceStanding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of each source that is followed, so that a start of the agent does not make it unknown. */
public interface Sources {
    /**
     * One source as it was last seen.
     *
     * @param url without credentials; what is known of another URL says nothing
     * @param why what the last look that went wrong said, or empty
     * @param revision the commit in use, or null
     * @param lastSuccess when it last answered, to within some minutes; null for never
     */
    record Known(String name, String url, SourceStanding standing, String why, @Nullable String revision,
            @Nullable Instant lastSuccess) {}

    Optional<Known> find(String name);

    /** By name. */
    List<Known> all();

    /** Replaces the one of its name. */
    void put(Known known);

    void forget(String name);
}
