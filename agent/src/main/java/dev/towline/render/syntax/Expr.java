package dev.towline.render.syntax;

import java.util.List;
import java.util.Optional;

/** An expression. */
public sealed interface Expr {
    Pos pos();

    /** @param value String, Long, Double, Boolean, or null-free nothing for {@code none} */
    record Const(Pos pos, Optional<Object> value) implements Expr {}

    record Name(Pos pos, String name) implements Expr {}

    record ListOf(Pos pos, List<Expr> items) implements Expr {}

    record TupleOf(Pos pos, List<Expr> items) implements Expr {}

    record DictOf(Pos pos, List<Pair> pairs) implements Expr {}

    record Unary(Pos pos, Operator operator, Expr operand) implements Expr {}

    record Binary(Pos pos, Operator operator, Expr left, Expr right) implements Expr {}

    record Compare(Pos pos, Expr first, List<Comparand> rest) implements Expr {}

    record Condition(Pos pos, Expr test, Expr then, Optional<Expr> otherwise) implements Expr {}

    record Attribute(Pos pos, Expr owner, String name) implements Expr {}

    record Item(Pos pos, Expr owner, Expr index) implements Expr {}

    record Slice(Pos pos, Optional<Expr> start, Optional<Expr> stop, Optional<Expr> step) implements Expr {}

    record Call(Pos pos, Expr callee, Args args) implements Expr {}

    /** @param input nothing inside a filter block, whose text it is then given */
    record Filtered(Pos pos, Optional<Expr> input, String name, Args args) implements Expr {}

    record Tested(Pos pos, Expr input, String name, Args args) implements Expr {}

    /** A key and a value, or a keyword and its argument. */
    record Pair(Expr key, Expr value) {}

    /** One step of a chained comparison. */
    record Comparand(Operator operator, Expr value) {}

    /** The arguments of a call. */
    record Args(List<Expr> positional, List<Keyword> named, Optional<Expr> star, Optional<Expr> starStar) {
        public static final Args NONE = new Args(List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    /** A named argument. */
    record Keyword(String name, Expr value) {}

    /** What stands between or before operands. */
    enum Operator {
        ADD, SUBTRACT, MULTIPLY, DIVIDE, FLOOR_DIVIDE, MODULO, POWER, CONCAT, AND, OR, NOT, NEGATE, PLUS, EQ, NE, LT, LE, GT, GE, IN, NOT_IN
    }
}
