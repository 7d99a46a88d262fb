package dev.towline.render;

import dev.towline.render.syntax.Node;
import dev.towline.render.value.Arguments;
import dev.towline.render.value.Attributes.HasAttributes;
import dev.towline.render.value.Callable;
import dev.towline.render.value.Dict;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Tuple;
import dev.towline.render.value.Undefined;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A macro, or the body of a call block, with the scope that it was written in. */
final class MacroValue implements Callable, HasAttributes {
    private final String name;
    private final Node.Macro macro;
    private final TemplateScope scope;
    private final NodeRunner runner;

    MacroValue(String name, Node.Macro macro, TemplateScope scope, NodeRunner runner) {
        this.name = name;
        this.macro = macro;
        this.scope = scope;
        this.runner = runner;
    }

    @Override
    public String describe() {
        return "macro '" + name + "'";
    }

    @Override
    public boolean takesUndefined() {
        return true;
    }

    @Override
    public Object attribute(String attribute) {
        return switch (attribute) {
            case "name" -> name;
            case "arguments" ->
                Tuple.copyOf(List.copyOf(macro.parameters().stream().map(Node.Parameter::name).toList()));
            case "catch_kwargs" -> macro.usesKwargs();
            case "catch_varargs" -> macro.usesVarargs();
            case "caller" -> macro.usesCaller();
            default -> Undefined.attribute(this, attribute);
        };
    }

    @Override
    public Object call(Arguments arguments) {
        TemplateScope inner = scope.inner();
        List<Node.Parameter> parameters = macro.parameters();
        Map<String, Object> named = new HashMap<>(arguments.named());
        for (int i = 0; i < parameters.size(); i++) {
            Node.Parameter parameter = parameters.get(i);
            boolean positional = i < arguments.positional().size();
            if (positional && named.containsKey(parameter.name())) {
                throw new PyError(describe() + " was given '" + parameter.name() + "' twice");
            }
            Object given = positional ? arguments.positional().get(i) : named.remove(parameter.name());
            inner.set(parameter.name(), given != null ? given : otherwise(parameter, inner));
        }
        special(inner, arguments, named);
        return runner.block(macro.body(), inner);
    }

    private Object otherwise(Node.Parameter parameter, TemplateScope inner) {
        return parameter.otherwise().map(expression -> runner.evaluate(expression, inner))
                .orElseGet(() -> new Undefined(
                        "parameter '" + parameter.name() + "' of " + describe() + " was not provided",
                        "give it, or a default"));
    }

    private void special(TemplateScope inner, Arguments arguments, Map<String, Object> named) {
        Object caller = named.remove("caller");
        if (macro.usesCaller()) {
            inner.set("caller", caller != null ? caller : new Undefined("no caller defined", "use a call block"));
        } else if (caller != null) {
            throw new PyError(describe() + " does not use its caller", "call it without a call block");
        }
        int count = macro.parameters().size();
        if (macro.usesKwargs()) {
            Dict kwargs = new Dict();
            arguments.named().forEach((key, value) -> {
                if (named.containsKey(key)) {
                    kwargs.put(key, value);
                }
            });
            inner.set("kwargs", kwargs);
        } else if (!named.isEmpty()) {
            throw new PyError(describe() + " was given a named argument that it does not take",
                    "see its definition");
        }
        if (macro.usesVarargs()) {
            inner.set("varargs", Tuple.copyOf(arguments.withoutFirst(count).positional()));
        } else if (arguments.positional().size() > count) {
            throw new PyError(describe() + " takes not more than " + count + " arguments");
        }
    }
}
