package dev.towline.render;

import dev.towline.desired.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A template that was refused, with every reason found. Its text never holds a variable's value. */
public final class RenderException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public RenderException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
