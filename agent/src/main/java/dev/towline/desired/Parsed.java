package dev.towline.desired;

import java.util.List;
import java.util.Optional;

/** A file as a value, or what is wrong with it. */
public record Parsed<T>(Optional<T> value, List<Problem> problems) {
    public Parsed {
        problems = List.copyOf(problems);
        if (value.isEmpty() && problems.isEmpty()) {
            throw new IllegalArgumentException("without a value there is a reason");
        }
    }

    public static <T> Parsed<T> of(T value) {
        return new Parsed<>(Optional.of(value), List.of());
    }

    public static <T> Parsed<T> refused(List<Problem> problems) {
        return new Parsed<>(Optional.empty(), problems);
    }
}
