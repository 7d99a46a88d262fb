package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Token;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a default may differ from row to row. A function that is not known not to, may. */
final class Volatile {
    private static final Set<String> STEADY = Set.of("now", "current_timestamp", "transaction_timestamp",
            "statement_timestamp", "current_date", "current_time", "localtime", "localtimestamp", "current_user",
            "session_user", "current_setting", "current_schema", "lower", "upper", "trim", "btrim", "concat", "md5",
            "sha256",
            "to_json", "to_jsonb", "json_build_object", "jsonb_build_object", "json_build_array", "jsonb_build_array",
            "make_interval", "make_date", "make_timestamp", "make_timestamptz", "date_trunc", "date_part", "extract",
            "to_char", "to_date", "to_timestamp", "to_tsvector", "coalesce", "nullif", "greatest", "least", "cast",
            "array", "row",
            "abs", "round", "floor", "ceil", "length", "substring", "replace", "format", "timezone", "age", "int4range",
            "int8range",
            "numrange", "daterange", "tsrange", "tstzrange", "point", "interval", "timestamp", "time", "varchar",
            "char", "character",
            "varying", "numeric", "decimal", "bit", "float", "double", "decode", "encode", "convert_to", "hstore",
            "string_to_array",
            "in", "and", "or", "not", "any", "all", "case", "when", "then", "else", "overlay", "position", "ltree",
            "text");

    private Volatile() {}

    static boolean maybe(@Nullable String expression) {
        if (expression == null) {
            return false;
        }
        List<Statement> read = Script.of("SELECT " + expression).statements();
        if (read.size() != 1) {
            return true;
        }
        List<Token> tokens = read.getFirst().tokens();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            boolean call = tokens.get(i + 1).is("(") && (tokens.get(i).type() == Token.Type.WORD
                    || tokens.get(i).type() == Token.Type.QUOTED);
            if (call && !tokens.get(i).is("SELECT") && !STEADY.contains(tokens.get(i).name())) {
                return true;
            }
        }
        return tokens.stream().filter(t -> t.is("SELECT")).count() > 1;
    }
}
