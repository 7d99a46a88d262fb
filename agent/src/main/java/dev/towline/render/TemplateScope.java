package dev.towline.render;

import dev.towline.render.value.Undefined;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names and values of one block, and the blocks around it. */
final class TemplateScope {
    private final @Nullable TemplateScope outer;
    private final Variables variables;
    /** An included template does not see the loop that it is included in, as Jinja does not promise it. */
    private final boolean hidesLoop;
    private final Map<String, Object> names = new HashMap<>();

    private TemplateScope(@Nullable TemplateScope outer, Variables variables, boolean hidesLoop) {
        this.outer = outer;
        this.variables = variables;
        this.hidesLoop = hidesLoop;
    }

    static TemplateScope root(Variables variables) {
        return new TemplateScope(null, variables, false);
    }

    TemplateScope inner() {
        return new TemplateScope(this, variables, false);
    }

    TemplateScope included() {
        return new TemplateScope(this, variables, true);
    }

    void set(String name, Object value) {
        names.put(name, value);
    }

    Map<String, Object> names() {
        return names;
    }

    Object get(String name) {
        for (TemplateScope scope = this; scope != null; scope = scope.outer) {
            Object value = scope.names.get(name);
            if (value != null) {
                return value;
            }
            if (scope.hidesLoop && name.equals("loop")) {
                return Undefined.variable(name);
            }
        }
        Optional<Object> given = variables.find(name);
        return given.isPresent() ? given.get() : Globals.find(name).orElseGet(() -> Undefined.variable(name));
    }
}
