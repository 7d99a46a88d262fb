package dev.towline.render;

import dev.towline.render.filter.Library;
import dev.towline.render.value.Arguments;
import dev.towline.render.value.Attributes.HasAttributes;
import dev.towline.render.value.Callable;
import dev.towline.render.value.Dict;
import dev.towline.render.value.Namespace;
import dev.towline.render.value.Parameters;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Range;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Types;
import dev.towline.render.value.Undefined;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The functions that every template has. */
final class Globals {
    private static final Map<String, Callable> ALL = Map.of(
            "range", function("function 'range'", Globals::range),
            "dict", function("function 'dict'", Globals::dict),
            "namespace", function("function 'namespace'", arguments -> new Namespace(dict(arguments))),
            "cycler", function("function 'cycler'", arguments -> new Cycler(arguments.positional())),
            "joiner", Callable.of("function 'joiner'", Parameters.of("sep"), a -> new Joiner(a.text("sep", ", "))));

    private Globals() {}

    /** Ansible's own functions that are refused must not look undefined, because a default would then hide them. */
    static Optional<Object> find(String name) {
        Optional<Object> known = Optional.ofNullable(ALL.get(name));
        if (known.isEmpty() && Library.isRefusedFunction(name)) {
            throw new PyError("'" + name + "' is a name of Ansible's own that is refused here",
                    "use another name for a variable, or set it in vars");
        }
        return known;
    }

    private static Callable function(String describe, Function<Arguments, Object> body) {
        return new Callable() {
            @Override
            public String describe() {
                return describe;
            }

            @Override
            public Object call(Arguments arguments) {
                return body.apply(arguments);
            }
        };
    }

    private static Object range(Arguments arguments) {
        List<Object> bounds = arguments.positional();
        if (!arguments.named().isEmpty() || bounds.isEmpty() || bounds.size() > 3) {
            throw new PyError("range takes one to three numbers");
        }
        long first = Types.integer(bounds.getFirst());
        return bounds.size() == 1
                ? new Range(0, first, 1)
                : new Range(first, Types.integer(bounds.get(1)), bounds.size() == 3 ? Types.integer(bounds.get(2)) : 1);
    }

    private static Dict dict(Arguments arguments) {
        Dict dict = new Dict();
        if (arguments.positional().size() > 1) {
            throw new PyError("dict takes at most one positional argument");
        }
        for (Object given : arguments.positional()) {
            for (Object item : given instanceof Dict other ? other.items() : Sequences.items(given)) {
                List<Object> pair = Sequences.items(item);
                if (pair.size() != 2) {
                    throw new PyError("a dict is made of pairs");
                }
                dict.put(pair.get(0), pair.get(1));
            }
        }
        arguments.named().forEach(dict::put);
        return dict;
    }

    /** Jinja's {@code cycler}. */
    private static final class Cycler implements HasAttributes {
        private final List<Object> items;
        private int at;

        Cycler(List<Object> items) {
            if (items.isEmpty()) {
                throw new PyError("cycler needs at least one item");
            }
            this.items = items;
        }

        @Override
        public Object attribute(String name) {
            return switch (name) {
                case "current" -> items.get(at);
                case "next" -> Callable.of("method 'next' of cycler", Parameters.of(), a -> {
                    Object current = items.get(at);
                    at = (at + 1) % items.size();
                    return current;
                });
                case "reset" -> Callable.of("method 'reset' of cycler", Parameters.of(), a -> {
                    at = 0;
                    return dev.towline.render.value.PyNone.NONE;
                });
                default -> Undefined.attribute(this, name);
            };
        }
    }

    /** Jinja's {@code joiner}. */
    private static final class Joiner implements Callable {
        private final String separator;
        private boolean used;

        Joiner(String separator) {
            this.separator = separator;
        }

        @Override
        public String describe() {
            return "joiner";
        }

        @Override
        public Object call(Arguments arguments) {
            String text = used ? separator : "";
            used = true;
            return text;
        }
    }
}
