package dev.towline.render;

import dev.towline.render.value.Work;
import dev.towline.render.filter.Library;
import dev.towline.render.syntax.Expr;
import dev.towline.render.syntax.Expr.Operator;
import dev.towline.render.syntax.Pos;
import dev.towline.render.value.Arguments;
import dev.towline.render.value.Arithmetic;
import dev.towline.render.value.Attributes;
import dev.towline.render.value.Callable;
import dev.towline.render.value.Comparison;
import dev.towline.render.value.Dict;
import dev.towline.render.value.Limits;
import dev.towline.render.value.Printing;
import dev.towline.render.value.PyError;
import dev.towline.render.value.PyNone;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Truth;
import dev.towline.render.value.Tuple;
import dev.towline.render.value.Types;
import dev.towline.render.value.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Expressions to values. */
final class Evaluator {
    private final String file;
    private final Library library;
    private final Budget budget;

    Evaluator(String file, Library library, Budget budget) {
        this.file = file;
        this.library = library;
        this.budget = budget;
    }

    Fault fault(Pos pos, PyError error) {
        return new Fault(file, pos, error);
    }

    Object evaluate(Expr expression, TemplateScope scope) {
        try {
            budget.step();
            budget.enter();
            Object value = switch (expression) {
                case Expr.Const constant -> constant.value().orElse(PyNone.NONE);
                case Expr.Name name -> scope.get(name.name());
                case Expr.ListOf list -> items(list.items(), scope);
                case Expr.TupleOf tuple -> Tuple.copyOf(items(tuple.items(), scope));
                case Expr.DictOf dict -> dict(dict, scope);
                case Expr.Unary unary -> unary(unary.operator(), evaluate(unary.operand(), scope));
                case Expr.Binary binary -> binary(binary, scope);
                case Expr.Compare compare -> compare(compare, scope);
                case Expr.Condition condition -> condition(condition, scope);
                case Expr.Attribute attribute -> Attributes.get(evaluate(attribute.owner(), scope), attribute.name());
                case Expr.Item item -> item(item, scope);
                case Expr.Slice slice -> throw new PyError("a slice stands only inside brackets");
                case Expr.Call call -> call(call, scope, Optional.empty());
                case Expr.Filtered filtered -> filter(filtered, evaluate(filtered.input().orElseThrow(), scope), scope);
                case Expr.Tested tested ->
                    library.test(tested.name(), evaluate(tested.input(), scope), arguments(tested.args(), scope));
            };
            budget.leave();
            return value;
        } catch (PyError e) {
            throw fault(expression.pos(), e);
        }
    }

    private List<Object> items(List<Expr> expressions, TemplateScope scope) {
        budget.keep(Work.ITEM + 8L * expressions.size());
        List<Object> items = new ArrayList<>(expressions.size());
        expressions.forEach(each -> items.add(evaluate(each, scope)));
        return items;
    }

    private Object dict(Expr.DictOf expression, TemplateScope scope) {
        Dict dict = new Dict();
        expression.pairs().forEach(pair -> dict.put(evaluate(pair.key(), scope), evaluate(pair.value(), scope)));
        return dict;
    }

    private static Object unary(Operator operator, Object value) {
        return switch (operator) {
            case NOT -> !Truth.of(value);
            case NEGATE -> Arithmetic.negate(value);
            default -> Arithmetic.plus(value);
        };
    }

    private Object binary(Expr.Binary expression, TemplateScope scope) {
        Object left = evaluate(expression.left(), scope);
        switch (expression.operator()) {
            case AND -> {
                return Truth.of(left) ? evaluate(expression.right(), scope) : left;
            }
            case OR -> {
                return Truth.of(left) ? left : evaluate(expression.right(), scope);
            }
            default -> {
            }
        }
        Object right = evaluate(expression.right(), scope);
        return budget.made(switch (expression.operator()) {
            case ADD -> Arithmetic.add(left, right);
            case SUBTRACT -> Arithmetic.subtract(left, right);
            case MULTIPLY -> Arithmetic.multiply(left, right);
            case DIVIDE -> Arithmetic.divide(left, right);
            case FLOOR_DIVIDE -> Arithmetic.floorDivide(left, right);
            case MODULO -> Arithmetic.modulo(left, right);
            case POWER -> Arithmetic.power(left, right);
            default -> concat(left, right);
        });
    }

    private static String concat(Object left, Object right) {
        String a = Printing.text(left);
        String b = Printing.text(right);
        Limits.text((long) a.length() + b.length());
        return a + b;
    }

    private Object compare(Expr.Compare expression, TemplateScope scope) {
        Object left = evaluate(expression.first(), scope);
        for (Expr.Comparand comparand : expression.rest()) {
            Object right = evaluate(comparand.value(), scope);
            boolean holds = switch (comparand.operator()) {
                case EQ -> Comparison.equal(left, right);
                case NE -> !Comparison.equal(left, right);
                case LT -> Comparison.compare(left, right) < 0;
                case LE -> Comparison.compare(left, right) <= 0;
                case GT -> Comparison.compare(left, right) > 0;
                case GE -> Comparison.compare(left, right) >= 0;
                case IN -> Comparison.contains(right, Undefined.require(left));
                default -> !Comparison.contains(right, Undefined.require(left));
            };
            if (!holds) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Object condition(Expr.Condition expression, TemplateScope scope) {
        if (Truth.of(evaluate(expression.test(), scope))) {
            return evaluate(expression.then(), scope);
        }
        return expression.otherwise().map(otherwise -> evaluate(otherwise, scope)).orElse(Undefined.NO_ELSE);
    }

    private Object item(Expr.Item expression, TemplateScope scope) {
        Object owner = evaluate(expression.owner(), scope);
        if (expression.index() instanceof Expr.Slice slice) {
            return owner instanceof Undefined
                    ? owner
                    : Sequences.slice(owner, bound(slice.start(), scope), bound(slice.stop(), scope),
                            bound(slice.step(), scope));
        }
        Object found = Sequences.item(owner, evaluate(expression.index(), scope));
        // A key that is written in the template is no secret, so that the message may name it.
        return found instanceof Undefined && !(owner instanceof Undefined)
                && expression.index() instanceof Expr.Const constant
                && constant.value().isPresent() ? Undefined.attribute(owner, constant.value().get()) : found;
    }

    private Object bound(Optional<Expr> expression, TemplateScope scope) {
        return expression.map(each -> evaluate(each, scope)).orElse(PyNone.NONE);
    }

    /** @param caller the body of a call block */
    Object call(Expr.Call expression, TemplateScope scope, Optional<Callable> caller) {
        try {
            Object callee = evaluate(expression.callee(), scope);
            Arguments arguments = arguments(expression.args(), scope);
            if (caller.isPresent()) {
                Map<String, Object> named = new LinkedHashMap<>(arguments.named());
                named.put("caller", caller.get());
                arguments = new Arguments(arguments.positional(), named);
            }
            return call(callee, arguments);
        } catch (PyError e) {
            throw fault(expression.pos(), e);
        }
    }

    private Object call(Object callee, Arguments arguments) {
        if (callee instanceof Undefined) {
            return callee;
        }
        if (!(callee instanceof Callable callable)) {
            throw new PyError("a value of type " + Types.name(callee) + " cannot be called",
                    "leave the parentheses out");
        }
        Optional<Undefined> missing = arguments.firstUndefined();
        if (missing.isPresent() && !callable.takesUndefined()) {
            return missing.get();
        }
        budget.enter();
        Object result = callable.call(arguments);
        budget.leave();
        return budget.made(result);
    }

    /** Applies a filter, or for a filter block a chain whose innermost input is left open. */
    Object filter(Expr.Filtered filtered, Object input, TemplateScope scope) {
        try {
            return budget.made(library.filter(filtered.name(), input, arguments(filtered.args(), scope)));
        } catch (PyError e) {
            throw fault(filtered.pos(), e);
        }
    }

    Object filterChain(Expr expression, Object input, TemplateScope scope) {
        if (expression instanceof Expr.Filtered filtered) {
            return filter(filtered, filtered.input().map(inner -> filterChain(inner, input, scope)).orElse(input),
                    scope);
        }
        return evaluate(expression, scope);
    }

    private Arguments arguments(Expr.Args args, TemplateScope scope) {
        if (args == Expr.Args.NONE) {
            return Arguments.NONE;
        }
        List<Object> positional = items(args.positional(), scope);
        args.star().ifPresent(star -> positional.addAll(Sequences.list(evaluate(star, scope))));
        Map<String, Object> named = new LinkedHashMap<>();
        args.named().forEach(keyword -> named.put(keyword.name(), evaluate(keyword.value(), scope)));
        args.starStar().ifPresent(star -> {
            if (!(evaluate(star, scope) instanceof Dict dict)) {
                throw new PyError("** wants a dict");
            }
            dict.entries().forEach(entry -> named.put(Types.text(entry.getKey()), entry.getValue()));
        });
        return new Arguments(positional, named);
    }
}
