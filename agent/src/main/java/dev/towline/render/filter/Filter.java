package dev.towline.render.filter;

import dev.towline.render.value.Arguments;
import dev.towline.render.value.Bound;
import dev.towline.render.value.Parameters;

/** What stands behind a {@code |}. */
interface Filter {
    /** @param describe as in "filter 'indent'" */
    Object apply(Object value, String describe, Arguments arguments, Library library);

    /** Whether it is given undefined values as they are; others are not called and the undefined value goes on. */
    default boolean takesUndefined() {
        return false;
    }

    /** A filter without arguments. */
    static Filter plain(Plain body) {
        Parameters none = Parameters.of();
        return (value, describe, arguments, library) -> {
            none.bind(describe, arguments);
            return body.apply(value);
        };
    }

    /** A filter with named arguments. */
    static Filter of(Named body, String... names) {
        Parameters parameters = Parameters.of(names);
        return (value, describe, arguments, library) -> body.apply(value, parameters.bind(describe, arguments));
    }

    /** The same filter, given undefined values too. */
    static Filter ofUndefined(Filter filter) {
        return new Filter() {
            @Override
            public Object apply(Object value, String describe, Arguments arguments, Library library) {
                return filter.apply(value, describe, arguments, library);
            }

            @Override
            public boolean takesUndefined() {
                return true;
            }
        };
    }

    /** A value to a value. */
    interface Plain {
        Object apply(Object value);
    }

    /** A value and arguments by name to a value. */
    interface Named {
        Object apply(Object value, Bound arguments);
    }
}
