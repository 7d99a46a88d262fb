package dev.towline.render;

import dev.towline.secret.Secret;
import java.util.List;

/** A database of the host's PostgreSQL with its owner. */
public record RenderedDatabase(String name, String role, Secret password, List<String> extensions) {
    public RenderedDatabase {
        extensions = List.copyOf(extensions);
    }
}
