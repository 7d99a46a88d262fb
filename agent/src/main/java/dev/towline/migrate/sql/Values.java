package dev.towline.migrate.sql;

/** SQL for people's eyes. */
public final class Values {
    private static final int LONGEST = 200;

    private Values() {}

    /** The statement in one line, with a sign in the place of each value: rows are nobody's who only reads a log. */
    public static String hidden(String sql) {
        StringBuilder text = new StringBuilder();
        int end = 0;
        for (Token token : Scanner.scan(sql).tokens()) {
            text.append(token.start() > end && end > 0 ? " " : "");
            text.append(switch (token.type()) {
                case STRING, DOLLAR, NUMBER -> "?";
                case WORD, QUOTED, SIGN, META, PARAMETER -> token.text();
            });
            end = token.end();
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text.toString();
    }
}
