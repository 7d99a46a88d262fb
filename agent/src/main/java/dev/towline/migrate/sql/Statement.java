package dev.towline.migrate.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a script.
 *
 * @param offset where it begins in the script, in chars
 * @param flaw why it cannot be read; then it does nothing that is known
 */
public record Statement(String text, int offset, List<Token> tokens, List<Change> changes, @Nullable Flaw flaw) {
    public Statement {
        tokens = List.copyOf(tokens);
        changes = List.copyOf(changes);
    }

    /** Whether it begins with these keywords. */
    public boolean starts(String... keywords) {
        if (tokens.size() < keywords.length) {
            return false;
        }
        for (int i = 0; i < keywords.length; i++) {
            if (!tokens.get(i).is(keywords[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether this keyword stands anywhere in it, outside of strings and comments. */
    public boolean says(String keyword) {
        return tokens.stream().anyMatch(token -> token.is(keyword));
    }
}
