package dev.towline.status;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One source, as of its last fetch. The url has no credentials.
 *
 * @param standing whether it can be followed: the tag of a {@link dev.towline.event.SourceStanding}
 * @param result of the last fetch since the agent started, or empty
 * @param detail what the last look said; why it cannot be followed
 */
public record SourceStatus(String name, String url, String track, @Nullable String revision, String standing,
        String result,
        String detail,
        @Nullable Instant lastSuccess, @Nullable Instant lastTry) {
    SourceStatus masked(UnaryOperator<String> mask) {
        return new SourceStatus(name, mask.apply(url), track, revision, standing, result, mask.apply(detail),
                lastSuccess,
                lastTry);
    }
}
