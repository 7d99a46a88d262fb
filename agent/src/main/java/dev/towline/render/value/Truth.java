package dev.towline.render.value;

import java.util.List;

/** Python's {@code bool()}. */
public final class Truth {
    private Truth() {}

    public static boolean of(Object value) {
        return switch (value) {
            case Boolean flag -> flag;
            case String text -> !text.isEmpty();
            case Long number -> number != 0;
            case Double number -> number != 0;
            case PyNone none -> false;
            case List<?> list -> !list.isEmpty();
            case Dict dict -> !dict.isEmpty();
            case Markup markup -> !markup.text().isEmpty();
            case Unordered set -> !set.items().isEmpty();
            case Undefined undefined when undefined.lenient() -> false;
            case Undefined undefined -> throw undefined.error();
            default -> true;
        };
    }
}
