package dev.towline.web;

import dev.towline.status.PreviewBoard;
import java.util.Optional;

/** Knows one plan of the site club. */
final class OnePreview implements PreviewBoard {
    @Override
    public Optional<String> plan(String target) {
        return target.equals("club") ? Optional.of("{\"plan\":\"up-to-date\"}") : Optional.empty();
    }

    @Override
    public Optional<String> rendering(String target) {
        return Optional.empty();
    }
}
