package dev.towline.render.value;

/** Something a template may call: a function of the engine, a method of a value, a macro. */
public interface Callable {
    /** As in "method 'split'"; also what an attempt to print it is refused with. */
    String describe();

    Object call(Arguments arguments);

    /** Whether it takes undefined values as they are, as a macro does. */
    default boolean takesUndefined() {
        return false;
    }

    /** @param names as for {@link Parameters} */
    static Callable of(String describe, Parameters names, java.util.function.Function<Bound, Object> body) {
        return new Callable() {
            @Override
            public String describe() {
                return describe;
            }

            @Override
            public Object call(Arguments arguments) {
                return body.apply(names.bind(describe, arguments));
            }
        };
    }
}
