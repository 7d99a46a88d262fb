package dev.towline.render.syntax;

import java.util.Optional;

/** Which names exist, so that a misspelt one is found before anything is rendered, also in a branch that is not taken. */
public interface Vocabulary {
    Optional<Complaint> filter(String name);

    Optional<Complaint> test(String name);

    Optional<Complaint> function(String name);

    /** Why a name is refused, and what to do. */
    record Complaint(String message, String remedy) {}
}
