package dev.towline.render;

import dev.towline.desired.Problem;
import dev.towline.render.syntax.Expr;
import dev.towline.render.syntax.Node;
import dev.towline.render.syntax.Node.Target;
import dev.towline.render.syntax.Pos;
import dev.towline.render.value.Namespace;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Truth;
import dev.towline.render.value.Undefined;
import java.util.List;
import java.util.Optional;

/** Runs one template's nodes. */
final class NodeRunner {
    private static final int MAX_PROBLEMS = 20;

    private final String file;
    private final TemplateRun whole;
    private final Evaluator evaluator;

    NodeRunner(String file, TemplateRun whole) {
        this.file = file;
        this.whole = whole;
        this.evaluator = new Evaluator(file, whole.library(), whole.budget());
    }

    Object evaluate(Expr expression, TemplateScope scope) {
        return evaluator.evaluate(expression, scope);
    }

    /** Runs a block of its own and gives what it prints. */
    Object block(List<Node> nodes, TemplateScope scope) {
        Output output = new Output();
        run(nodes, scope, output);
        return output.value();
    }

    void run(List<Node> nodes, TemplateScope scope, Output output) {
        whole.budget().enter();
        for (Node node : nodes) {
            try {
                whole.budget().step();
                run(node, scope, output);
            } catch (PyError e) {
                throw evaluator.fault(node.pos(), e);
            }
        }
        whole.budget().leave();
    }

    private void run(Node node, TemplateScope scope, Output output) {
        switch (node) {
            case Node.Text text -> output.add(text.text(), file, text.pos());
            case Node.Print print -> print(print, scope, output);
            case Node.If branches -> choose(branches, scope, output);
            case Node.For loop -> loop(loop, evaluate(loop.over(), scope), scope, output, 0);
            case Node.Set set -> assign(set.target(), evaluate(set.value(), scope), scope);
            case Node.SetBlock set -> {
                Object value = block(set.body(), scope.inner());
                assign(set.target(), set.filter().map(f -> evaluator.filterChain(f, value, scope)).orElse(value),
                        scope);
            }
            case Node.With with -> {
                TemplateScope inner = scope.inner();
                with.assignments().forEach(each -> assign(each.target(), evaluate(each.value(), scope), inner));
                run(with.body(), inner, output);
            }
            case Node.MacroDefinition definition -> scope.set(definition.name(),
                    new MacroValue(definition.name(), definition.macro(), scope, this));
            case Node.CallBlock call -> output.add(defined(evaluator.call(call.call(), scope,
                    Optional.of(new MacroValue("caller", call.body(), scope, this)))), file, call.pos());
            case Node.FilterBlock filter ->
                output.add(defined(evaluator.filterChain(filter.filter(), block(filter.body(), scope.inner()), scope)),
                        file, filter.pos());
            case Node.Include include ->
                whole.include(file, include, evaluate(include.name(), scope), scope, output);
            case Node.Import imported -> scope.set(imported.as(),
                    whole.module(file, evaluate(imported.name(), scope), imported.withContext(), scope));
            case Node.FromImport imported -> {
                Module module = whole.module(file, evaluate(imported.name(), scope), imported.withContext(), scope);
                imported.names().forEach(alias -> scope.set(alias.as(), module.attribute(alias.name())));
            }
        }
    }

    private static Object defined(Object value) {
        return value instanceof Undefined undefined && undefined.lenient() ? value : Undefined.require(value);
    }

    /** A print that fails leaves a hole, so that further problems are found in the same run. */
    private void print(Node.Print print, TemplateScope scope, Output output) {
        try {
            Object value = evaluate(print.value(), scope);
            if (value instanceof Undefined undefined && !undefined.lenient()) {
                throw evaluator.fault(print.value().pos(), undefined.error());
            }
            whole.budget().made(value);
            output.add(value, file, print.value().pos());
        } catch (Fault fault) {
            List<Problem> problems = whole.problems();
            if (fault.fatal() || problems.size() >= MAX_PROBLEMS) {
                throw fault;
            }
            if (!problems.contains(fault.problem())) {
                problems.add(fault.problem());
            }
        }
    }

    private void choose(Node.If branches, TemplateScope scope, Output output) {
        for (Node.Branch branch : branches.branches()) {
            if (truth(branch.test(), scope)) {
                run(branch.body(), scope, output);
                return;
            }
        }
        run(branches.otherwise(), scope, output);
    }

    private boolean truth(Expr test, TemplateScope scope) {
        try {
            return Truth.of(evaluate(test, scope));
        } catch (PyError e) {
            throw evaluator.fault(test.pos(), e);
        }
    }

    private void loop(Node.For node, Object over, TemplateScope scope, Output output, int depth) {
        List<Object> items = Sequences.list(walked(node.over().pos(), over));
        if (node.condition().isPresent()) {
            items.removeIf(item -> {
                TemplateScope inner = scope.inner();
                inner.set("loop",
                        new Undefined("'loop' is not there in the condition of a for", "put an if into the body"));
                assign(node.target(), item, inner);
                return !truth(node.condition().get(), inner);
            });
        }
        Loop loop = new Loop(items, depth, more -> again(node, more, scope, depth + 1));
        for (int i = 0; i < items.size(); i++) {
            loop.at(i);
            TemplateScope inner = scope.inner();
            inner.set("loop", loop);
            assign(node.target(), items.get(i), inner);
            run(node.body(), inner, output);
        }
        if (items.isEmpty()) {
            run(node.otherwise(), scope.inner(), output);
        }
    }

    private List<Object> walked(Pos pos, Object over) {
        try {
            return over == Undefined.NO_ELSE ? List.of() : Sequences.items(over);
        } catch (PyError e) {
            throw evaluator.fault(pos, e);
        }
    }

    private Object again(Node.For node, Object over, TemplateScope scope, int depth) {
        if (!node.recursive()) {
            throw new PyError("the loop is not recursive", "write {% for ... in ... recursive %}");
        }
        Output output = new Output();
        loop(node, over, scope, output, depth);
        return output.value();
    }

    private void assign(Target target, Object value, TemplateScope scope) {
        switch (target) {
            case Target.Variable variable -> scope.set(variable.name(), value);
            case Target.Attribute attribute -> {
                if (!(scope.get(attribute.namespace()) instanceof Namespace namespace)) {
                    throw new PyError("only a namespace has attributes that can be set", "make it with namespace()");
                }
                namespace.attributes().put(attribute.name(), value);
            }
            case Target.Several several -> {
                List<Object> values = Sequences.items(value);
                if (values.size() != several.targets().size()) {
                    throw new PyError(
                            "cannot unpack " + values.size() + " values into " + several.targets().size() + " names");
                }
                for (int i = 0; i < values.size(); i++) {
                    assign(several.targets().get(i), values.get(i), scope);
                }
            }
        }
    }

}
