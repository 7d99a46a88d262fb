package dev.towline.render.syntax;

import java.util.List;
import java.util.Optional;

/** A piece of a template. */
public sealed interface Node {
    Pos pos();

    record Text(Pos pos, String text) implements Node {}

    record Print(Pos pos, Expr value) implements Node {}

    /** @param branches the conditions of if and elif with their bodies */
    record If(Pos pos, List<Branch> branches, List<Node> otherwise) implements Node {}

    record For(Pos pos, Target target, Expr over, Optional<Expr> condition, List<Node> body, List<Node> otherwise,
            boolean recursive) implements Node {}

    record Set(Pos pos, Target target, Expr value) implements Node {}

    record SetBlock(Pos pos, Target target, Optional<Expr> filter, List<Node> body) implements Node {}

    record With(Pos pos, List<Assignment> assignments, List<Node> body) implements Node {}

    record MacroDefinition(Pos pos, String name, Macro macro) implements Node {}

    record CallBlock(Pos pos, Expr.Call call, Macro body) implements Node {}

    record FilterBlock(Pos pos, Expr filter, List<Node> body) implements Node {}

    record Include(Pos pos, Expr name, boolean ignoreMissing, boolean withContext) implements Node {}

    record Import(Pos pos, Expr name, String as, boolean withContext) implements Node {}

    record FromImport(Pos pos, Expr name, List<Alias> names, boolean withContext) implements Node {}

    /** A condition and what it guards. */
    record Branch(Expr test, List<Node> body) {}

    /** One assignment of a with block. */
    record Assignment(Target target, Expr value) {}

    /** A name of another template, and what it is called here. */
    record Alias(String name, String as) {}

    /** Parameters and body of a macro or call block; {@code usesCaller} and the like as Jinja finds them in the body. */
    record Macro(List<Parameter> parameters, List<Node> body, boolean usesCaller, boolean usesVarargs,
            boolean usesKwargs) {}

    /** A macro's parameter. */
    record Parameter(String name, Optional<Expr> otherwise) {}

    /** What can be assigned to. */
    sealed interface Target {
        record Variable(Pos pos, String name) implements Target {}

        record Attribute(Pos pos, String namespace, String name) implements Target {}

        record Several(Pos pos, List<Target> targets) implements Target {}
    }
}
