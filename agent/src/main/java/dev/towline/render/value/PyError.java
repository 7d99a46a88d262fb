package dev.towline.render.value;

/** What Python would raise, or what is refused here; the message never holds a value. */
public final class PyError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final boolean fatal;

    private PyError(String message, String remedy, boolean fatal) {
        super(message, null, false, false);
        this.remedy = remedy;
        this.fatal = fatal;
    }

    public PyError(String message, String remedy) {
        this(message, remedy, false);
    }

    public PyError(String message) {
        this(message, "", false);
    }

    /** A limit was reached: rendering ends at once. */
    public static PyError limit(String what) {
        return new PyError(what, "a template this large is taken for a mistake: make less in it", true);
    }

    public String remedy() {
        return remedy;
    }

    /** Whether nothing more of the template is to be tried. */
    public boolean fatal() {
        return fatal;
    }
}
