package dev.towline.render.filter;

import dev.towline.render.value.Work;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Bound;
import dev.towline.render.value.PyNone;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Text;
import dev.towline.render.value.Types;
import dev.towline.render.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The {@code attribute} argument of filters: a dotted path or an index. */
final class Attribute {
    private static final int LONGEST = 1_000;

    private Attribute() {}

    /** The value itself, where no attribute is given. */
    static UnaryOperator<Object> given(Bound arguments) {
        return arguments.has("attribute") ? path(arguments.get("attribute"), Optional.empty()) : value -> value;
    }

    /** As {@link #given}, with text in lower case unless {@code case_sensitive}. */
    static UnaryOperator<Object> folded(Bound arguments) {
        UnaryOperator<Object> getter = given(arguments);
        return arguments.flag("case_sensitive", false) ? getter : value -> fold(getter.apply(value));
    }

    static Object fold(Object value) {
        return value instanceof String text ? Text.lower(text) : value;
    }

    static List<String> several(String paths) {
        if (paths.length() > LONGEST) {
            throw PyError.limit("attributes of more than " + LONGEST + " characters");
        }
        return List.of(paths.split(",", -1));
    }

    static UnaryOperator<Object> path(Object attribute, Optional<Object> otherwise) {
        List<Object> parts = new ArrayList<>();
        if (attribute instanceof String text) {
            if (text.length() > LONGEST) {
                throw PyError.limit("an attribute of more than " + LONGEST + " characters");
            }
            for (String part : text.split("\\.", -1)) {
                parts.add(!part.isEmpty() && part.length() < 10 && part.chars().allMatch(c -> c >= '0' && c <= '9')
                        ? (Object) Long.parseLong(part)
                        : part);
            }
        } else if (attribute != PyNone.NONE) {
            parts.add(Types.integer(attribute));
        }
        return value -> {
            Object found = value;
            for (Object part : parts) {
                Work.spend(4);
                found = Sequences.item(found, part);
                if (found instanceof Undefined && otherwise.isPresent()) {
                    found = otherwise.get();
                }
            }
            return found;
        };
    }
}
