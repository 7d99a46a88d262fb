package dev.towline.migrate.sql;

import java.util.List;
import java.util.Locale;

/** A word of SQL text; offsets count chars from the text's beginning. */
public record Token(Type type, String text, int start, int end) {

    /** What kind of word: a keyword or plain name, a quoted name, a literal, a sign, or a line for psql. */
    public enum Type {
        WORD, QUOTED, STRING, DOLLAR, NUMBER, PARAMETER, SIGN, META
    }

    /** The words of a text, in order; where it is no SQL, those up to there. */
    public static List<Token> all(String text) {
        return Scanner.scan(text).tokens();
    }

    /** Whether this is that keyword, in any case. */
    public boolean is(String keyword) {
        return type == Type.WORD && text.equalsIgnoreCase(keyword) || type == Type.SIGN && text.equals(keyword);
    }

    /** The name as the catalogue has it: lower case, or as quoted. */
    public String name() {
        return Names.plain(text);
    }

    String lower() {
        return text.toLowerCase(Locale.ROOT);
    }
}
