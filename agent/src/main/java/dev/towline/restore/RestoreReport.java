package dev.towline.restore;

import dev.towline.desired.TargetName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How what a person asked of a restore point ended.
 *
 * @param asked what: {@code prove} or {@code replace}
 * @param point its name, or empty where none was found
 * @param failure why it failed, or empty
 * @param proof where one was restored beside and compared
 * @param notes what else a person should know: what is kept where
 */
public record RestoreReport(Instant at, TargetName target, String asked, String point, String failure,
        @Nullable Proof proof, List<String> notes) {
    public RestoreReport {
        notes = List.copyOf(notes);
    }

    public boolean ok() {
        return failure.isEmpty();
    }
}
