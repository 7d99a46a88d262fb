package dev.towline.migrate.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * What stays the same about a statement between two runs: its words, without case, space and comments, and with a sign in the place
 * of each value. Values that are code or names of the schema (function bodies, enum labels, the length of a type) stay.
 */
public final class Digest {
    private static final Set<String> SIZED = Set.of("varchar", "char", "character", "varying", "numeric", "decimal",
            "bit", "varbit", "timestamp", "timestamptz", "time", "timetz", "interval", "float", "bpchar", "dec",
            "vector");

    private Digest() {}

    /** SHA-256 in hexadecimal. */
    public static String of(String sql) {
        Scanner.Scanned scanned = Scanner.scan(sql);
        List<Token> tokens = scanned.tokens();
        boolean verbatim = scanned.flaw() != null || !tokens.isEmpty() && code(tokens);
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is(";") && i == tokens.size() - 1) {
                break;
            }
            words.append(word(tokens, i, token, verbatim)).append('\n');
        }
        if (scanned.flaw() != null) {
            words.append(sql);
        }
        return sha256(words.toString());
    }

    private static boolean code(List<Token> tokens) {
        Token first = tokens.getFirst();
        if (first.is("DO") || first.is("CALL") || first.is("EXECUTE")) {
            return true;
        }
        return tokens.stream().limit(6).anyMatch(t -> t.is("FUNCTION") || t.is("PROCEDURE") || t.is("TYPE")
                || t.is("ENUM") || t.is("ROUTINE")) && (first.is("CREATE") || first.is("ALTER"));
    }

    private static String word(List<Token> tokens, int i, Token token, boolean verbatim) {
        return switch (token.type()) {
            case WORD -> token.lower();
            case STRING, DOLLAR -> verbatim ? token.text() : "?";
            case NUMBER -> verbatim || sized(tokens, i) ? token.text() : "?";
            case PARAMETER -> "?";
            case QUOTED, SIGN, META -> token.text();
        };
    }

    /** Whether the number is a part of a type, as in numeric(10, 2). */
    private static boolean sized(List<Token> tokens, int i) {
        int j = i - 1;
        while (j > 0 && (tokens.get(j).is(",") || tokens.get(j).type() == Token.Type.NUMBER)) {
            j--;
        }
        return j > 0 && tokens.get(j).is("(") && SIZED.contains(tokens.get(j - 1).lower());
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
