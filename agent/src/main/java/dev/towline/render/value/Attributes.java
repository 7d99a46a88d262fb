package dev.towline.render.value;

import java.util.Map;

/** {@code value.name}: a method of the type first, as in Jinja, then a key. No Java member is ever looked at. */
public final class Attributes {
    private Attributes() {}

    public static Object get(Object value, String name) {
        Object method = method(value, name);
        if (!(method instanceof Undefined)) {
            return method;
        }
        return switch (value) {
            case Undefined undefined -> undefined;
            case Dict dict -> dict.getOr(name, method);
            case Namespace namespace -> namespace.attributes().getOr(name, method);
            default -> method;
        };
    }

    /** The bound method, or undefined. */
    static Object method(Object value, String name) {
        return switch (value) {
            case Undefined undefined -> undefined;
            case Tuple tuple when tuple.isGroup() && name.equals("grouper") -> tuple.get(0);
            case Tuple tuple when tuple.isGroup() && name.equals("list") -> tuple.get(1);
            case String text -> bound(StringMethods.ALL, value, name);
            case Tuple tuple -> bound(ListMethods.READ, value, name);
            case Range range -> bound(ListMethods.READ, value, name);
            case java.util.List<?> list -> bound(ListMethods.ALL, value, name);
            case Dict dict -> bound(DictMethods.ALL, value, name);
            case HasAttributes owner -> owner.attribute(name);
            default -> Undefined.attribute(value, name);
        };
    }

    private static Object bound(Map<String, Method> methods, Object value, String name) {
        Method method = methods.get(name);
        if (method == null) {
            return Undefined.attribute(value, name);
        }
        String describe = "method '" + name + "' of " + Types.name(value);
        return new Callable() {
            @Override
            public String describe() {
                return describe;
            }

            @Override
            public Object call(Arguments arguments) {
                return method.call(value, describe, arguments);
            }
        };
    }

    /** A value of the engine's own with readable attributes, such as {@code loop}. */
    public interface HasAttributes {
        Object attribute(String name);
    }

    /** A method of a Python type. */
    interface Method {
        Object call(Object self, String describe, Arguments arguments);

        static Method of(Body body, String... names) {
            Parameters parameters = Parameters.of(names);
            return (self, describe, arguments) -> {
                Work.walk(self);
                arguments.positional().forEach(Work::walk);
                return body.call(self, parameters.bind(describe, arguments));
            };
        }
    }

    /** What a method does with its arguments by name. */
    interface Body {
        Object call(Object self, Bound arguments);
    }
}
