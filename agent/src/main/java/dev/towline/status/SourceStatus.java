package dev.towline.status;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One source, as of its last fetch. The url has no credentials. */
public record SourceStatus(String name, String url, String track, @Nullable String revision, String result,
        String detail,
        @Nullable Instant lastSuccess, @Nullable Instant lastTry) {
    SourceStatus masked(UnaryOperator<String> mask) {
        return new SourceStatus(name, mask.apply(url), track, revision, result, mask.apply(detail), lastSuccess,
                lastTry);
    }
}
