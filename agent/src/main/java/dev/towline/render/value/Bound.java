package dev.towline.render.value;

import java.util.Map;

/** Arguments by name, with Python's conversions. */
public record Bound(String what, Map<String, Object> values) {
    public boolean has(String name) {
        return values.containsKey(name) && values.get(name) != PyNone.NONE;
    }

    public Object get(String name) {
        return get(name, PyNone.NONE);
    }

    public Object get(String name, Object otherwise) {
        Object value = values.get(name);
        return value == null ? otherwise : value;
    }

    public String text(String name) {
        Object value = get(name);
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, "a string", value);
    }

    public String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    public long integer(String name) {
        Object value = get(name);
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        throw wrong(name, "an integer", value);
    }

    public long integer(String name, long otherwise) {
        return has(name) ? integer(name) : otherwise;
    }

    public boolean flag(String name, boolean otherwise) {
        return values.containsKey(name) ? Truth.of(get(name)) : otherwise;
    }

    private PyError wrong(String name, String wanted, Object value) {
        return new PyError(
                "the argument '" + name + "' of " + what + " wants " + wanted + ", got " + Types.name(value));
    }
}
