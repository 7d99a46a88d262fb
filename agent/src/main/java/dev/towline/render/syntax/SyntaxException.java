package dev.towline.render.syntax;

/** A template that Jinja2 would not read either, or that uses what is not supported. */
public final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Pos pos;
    private final String remedy;

    public SyntaxException(Pos pos, String message, String remedy) {
        super(message, null, false, false);
        this.pos = pos;
        this.remedy = remedy;
    }

    public Pos pos() {
        return pos;
    }

    public String remedy() {
        return remedy;
    }
}
