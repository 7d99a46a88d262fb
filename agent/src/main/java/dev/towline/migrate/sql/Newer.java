package dev.towline.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLLexer;

/**
 * Words of a newer PostgreSQL than the grammar's, as the older words that mean the same: {@code AT LOCAL} (17) is {@code AT TIME ZONE} of the
 * session's zone, and the value of {@code BUFFER_USAGE_LIMIT} (16) is a text. Each stands where the original stands.
 */
final class Newer {
    private final List<Token> older = new ArrayList<>();
    private boolean changed;

    private Newer() {}

    /** The words to read instead; the same ones where nothing is newer. */
    static List<Token> older(List<? extends Token> words) {
        Newer newer = new Newer();
        List<? extends Token> said = words.stream().filter(word -> word.getChannel() == Token.DEFAULT_CHANNEL)
                .toList();
        for (int i = 0; i < said.size(); i++) {
            newer.word(said.get(i), i == 0 ? null : said.get(i - 1));
        }
        return newer.changed ? newer.older : List.copyOf(words);
    }

    private void word(Token word, @Nullable Token before) {
        int after = before == null ? Token.INVALID_TYPE : before.getType();
        if (word.getType() == SQLLexer.LOCAL && after == SQLLexer.AT) {
            at(word, SQLLexer.TIME, "TIME");
            at(word, SQLLexer.ZONE, "ZONE");
            at(word, SQLLexer.StringConstant, "'local'");
        } else if (after == SQLLexer.BUFFER_USAGE_LIMIT
                && (word.getType() == SQLLexer.StringConstant || word.getType() == SQLLexer.Integer)) {
            at(word, SQLLexer.Integer, "0");
            at(word, SQLLexer.Identifier, "kB");
        } else {
            older.add(word);
        }
    }

    private void at(Token place, int type, String text) {
        CommonToken token = new CommonToken(place);
        token.setType(type);
        token.setText(text);
        older.add(token);
        changed = true;
    }
}
