package dev.towline.render;

import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong, so that one mistake does not hide the next. */
final class Problems {
    /** Something that may turn out wrong. */
    @FunctionalInterface
    interface Attempt<T> {
        T make() throws RenderException;
    }

    private final List<Problem> found = new ArrayList<>();

    /** What is made, or empty with its problems kept; a value that refuses itself is blamed on the place. */
    <T> Optional<T> attempt(Place place, Attempt<T> attempt) {
        try {
            return Optional.of(attempt.make());
        } catch (RenderException e) {
            found.addAll(e.problems());
        } catch (IllegalArgumentException e) {
            found.add(place.problem(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    void add(Problem problem) {
        found.add(problem);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Problem> all() {
        return found.stream().distinct().toList();
    }
}
