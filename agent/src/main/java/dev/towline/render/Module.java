package dev.towline.render;

import dev.towline.render.value.Attributes.HasAttributes;
import dev.towline.render.value.Undefined;
import java.util.Map;

/** What {@code import} gives: the names that a template sets at its top level. */
record Module(String file, Map<String, Object> names) implements HasAttributes {
    @Override
    public Object attribute(String name) {
        Object value = name.startsWith("_") ? null : names.get(name);
        return value != null
                ? value
                : new Undefined("the template '" + file + "' does not define '" + name + "'",
                        "define it there at the top level");
    }
}
