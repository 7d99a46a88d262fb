package dev.towline.render.value;

/** What a name or attribute that is not there gives: it may be asked for, defaulted and passed on, but not used. */
public record Undefined(String message, String remedy, boolean lenient) {
    /** What an if-expression without else gives when its condition is false: it prints as nothing. */
    public static final Undefined NO_ELSE = new Undefined("an if-expression without else has no value",
            "add an else", true);

    public Undefined(String message, String remedy) {
        this(message, remedy, false);
    }

    public static Undefined variable(String name) {
        return new Undefined("'" + name + "' is undefined",
                "set it in vars, or give it a value here: {{ " + name + " | default(...) }}");
    }

    public static Undefined attribute(Object owner, Object name) {
        String what = name instanceof String ? "no attribute or key '" + name + "'" : "no item " + name;
        return new Undefined("a value of type " + Types.name(owner) + " has " + what,
                "set it in vars, or add | default(...)");
    }

    /** As {@link #attribute}, for a key that was computed and may be a secret. */
    public static Undefined item(Object owner) {
        return new Undefined("a value of type " + Types.name(owner) + " has no such key or item",
                "set it in vars, or add | default(...)");
    }

    public PyError error() {
        return new PyError(message, remedy);
    }

    /** The value itself, when it is defined. */
    public static Object require(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        return value;
    }
}
