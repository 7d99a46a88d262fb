package dev.towline.render.filter;

import dev.towline.render.value.Arguments;
import dev.towline.render.value.Bound;
import dev.towline.render.value.Parameters;

/** What stands behind {@code is}. */
interface Test {
    boolean test(Object value, String describe, Arguments arguments);

    static Test plain(Plain body) {
        Parameters none = Parameters.of();
        return (value, describe, arguments) -> {
            none.bind(describe, arguments);
            return body.test(value);
        };
    }

    static Test of(Named body, String... names) {
        Parameters parameters = Parameters.of(names);
        return (value, describe, arguments) -> body.test(value, parameters.bind(describe, arguments));
    }

    /** A test without arguments. */
    interface Plain {
        boolean test(Object value);
    }

    /** A test with arguments by name. */
    interface Named {
        boolean test(Object value, Bound arguments);
    }
}
