package dev.towline.desired;

/**
 * A text in a YAML file that may hold {@code {{ expressions }}}.
 *
 * @param block whether it was written as a block ({@code |}), whose first line stands below its place
 */
public record Template(String text, Place at, boolean block) {
    public boolean isPlain() {
        return !text.contains("{{") && !text.contains("{%") && !text.contains("{#");
    }

    /** The place in the file of a line and column of the text. */
    public Place place(int line, int column) {
        if (line <= 0) {
            return at;
        }
        if (block) {
            return new Place(at.file(), at.line() + line, 0);
        }
        return line == 1 ? at : new Place(at.file(), at.line() + line - 1, 0);
    }

    @Override
    public String toString() {
        return text;
    }
}
