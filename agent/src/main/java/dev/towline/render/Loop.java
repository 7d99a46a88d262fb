package dev.towline.render;

import dev.towline.render.value.Arguments;
import dev.towline.render.value.Attributes.HasAttributes;
import dev.towline.render.value.Callable;
import dev.towline.render.value.Comparison;
import dev.towline.render.value.Parameters;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Undefined;
import java.util.List;
import java.util.function.Function;

/** The {@code loop} of a for. */
final class Loop implements HasAttributes, Callable {
    private final List<Object> items;
    private final int depth;
    private final Function<Object, Object> again;
    private int at;
    private List<Object> changed = List.of();
    private boolean asked;

    /** @param again renders the loop's body over other items, where it is recursive */
    Loop(List<Object> items, int depth, Function<Object, Object> again) {
        this.items = items;
        this.depth = depth;
        this.again = again;
    }

    void at(int index) {
        at = index;
    }

    @Override
    public Object attribute(String name) {
        return switch (name) {
            case "index" -> (long) at + 1;
            case "index0" -> (long) at;
            case "revindex" -> (long) items.size() - at;
            case "revindex0" -> (long) items.size() - at - 1;
            case "first" -> at == 0;
            case "last" -> at == items.size() - 1;
            case "length" -> (long) items.size();
            case "depth" -> (long) depth + 1;
            case "depth0" -> (long) depth;
            case "previtem" ->
                at > 0 ? items.get(at - 1) : new Undefined("there is no previous item", "ask loop.first");
            case "nextitem" -> at < items.size() - 1
                    ? items.get(at + 1)
                    : new Undefined("there is no next item", "ask loop.last");
            case "cycle" -> new Method("method 'cycle' of loop", arguments -> {
                if (arguments.positional().isEmpty()) {
                    throw new PyError("loop.cycle needs values");
                }
                return arguments.positional().get(at % arguments.positional().size());
            });
            case "changed" -> new Method("method 'changed' of loop", arguments -> {
                boolean differs = !asked || !Comparison.equal(changed, arguments.positional());
                asked = true;
                changed = arguments.positional();
                return differs;
            });
            default -> Undefined.attribute(this, name);
        };
    }

    @Override
    public String describe() {
        return "loop";
    }

    @Override
    public Object call(Arguments arguments) {
        return again.apply(Parameters.of("*iterable").bind("loop", arguments).get("iterable"));
    }

    /** A method of the loop. */
    private record Method(String describe, Function<Arguments, Object> body) implements Callable {
        @Override
        public Object call(Arguments arguments) {
            return body.apply(arguments);
        }
    }
}
