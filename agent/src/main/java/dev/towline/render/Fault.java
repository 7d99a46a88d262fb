package dev.towline.render;

import dev.towline.desired.Problem;
import dev.towline.render.syntax.Pos;
import dev.towline.render.value.PyError;

/** A refusal that knows its place. */
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final boolean fatal;

    Fault(String file, Pos pos, PyError error) {
        this(new Problem(file, pos.line(), pos.column(), String.valueOf(error.getMessage()), error.remedy()),
                error.fatal());
    }

    private Fault(Problem problem, boolean fatal) {
        super(problem.message(), null, false, false);
        this.problem = problem;
        this.fatal = fatal;
    }

    Problem problem() {
        return problem;
    }

    /** Whether rendering cannot go on to look for further problems. */
    boolean fatal() {
        return fatal;
    }
}
