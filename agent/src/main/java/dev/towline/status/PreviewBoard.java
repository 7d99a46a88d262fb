package dev.towline.status;

import java.util.Optional;

/** Where outsiders read what a pass would do, as JSON; may block. Empty for a target that nobody knows. */
public interface PreviewBoard {
    Optional<String> plan(String target);

    /** Every file that the target's templates make; secrets in it are hidden by their values, and content that tells one otherwise is left out. */
    Optional<String> rendering(String target);
}
