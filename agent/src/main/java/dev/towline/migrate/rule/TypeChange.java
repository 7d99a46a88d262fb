package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Trait;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a type change costs. The table of those without a rewrite was tried on PostgreSQL 15; what is not in it is taken to rewrite. */
enum TypeChange {
    WIDENS, NARROWS, ENLARGES, REWRITES;

    private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");
    private static final Pattern TYPE = Pattern.compile("([a-z ]+?)\\s*(?:\\((\\d+)(?:\\s*,\\s*(\\d+))?\\))?");
    private static final Pattern WORD = Pattern.compile("\"([^\"]+)\"|\\b([A-Za-z_][A-Za-z0-9_]*)\\b(?!\\s*\\()");
    private static final List<String> NO_COLUMN = List.of("and", "or", "not", "in", "is", "null", "true", "false",
            "between",
            "like", "ilike", "any", "array", "case", "when", "then", "else", "end", "text", "int", "integer", "varchar",
            "numeric");

    /** From a type that may be unknown ("") to the one that the change says. */
    static TypeChange of(String from, Change change) {
        Shape was = shape(from);
        Shape is = shape(String.valueOf(change.type()));
        String using = change.expression();
        boolean plain = using == null || using.toLowerCase(java.util.Locale.ROOT).replaceAll("[\\s\"()]|::.*", "")
                .equals(change.column());
        if (was == null || is == null || !plain) {
            return REWRITES;
        }
        if (was.name.equals(is.name)) {
            return sameName(was, is, change.has(Trait.USING));
        }
        if (INTEGERS.contains(was.name) && INTEGERS.contains(is.name)) {
            return INTEGERS.indexOf(is.name) > INTEGERS.indexOf(was.name) ? ENLARGES : NARROWS;
        }
        boolean texts = List.of("varchar", "text").contains(was.name) && List.of("varchar", "text").contains(is.name);
        if (texts) {
            return is.size < 0 ? WIDENS : NARROWS;
        }
        return was.name.equals("cidr") && is.name.equals("inet") ? WIDENS : REWRITES;
    }

    private static TypeChange sameName(Shape was, Shape is, boolean using) {
        if (was.size == is.size && was.scale == is.scale) {
            return WIDENS;
        }
        if (was.name.equals("char")) {
            return REWRITES;
        }
        if (is.size < 0) {
            return WIDENS;
        }
        boolean wider = was.size >= 0 && is.size >= was.size;
        if (was.name.equals("numeric")) {
            return was.scale == is.scale && wider ? WIDENS : wider ? REWRITES : NARROWS;
        }
        return wider ? WIDENS : NARROWS;
    }

    private record Shape(String name, int size, int scale) {}

    private static @Nullable Shape shape(String type) {
        Matcher matcher = TYPE.matcher(type.replace("pg_catalog.", "").strip());
        if (type.isBlank() || type.equals("null") || !matcher.matches()) {
            return null;
        }
        String name = switch (matcher.group(1).strip()) {
            case "character varying" -> "varchar";
            case "decimal", "dec" -> "numeric";
            case "character", "bpchar" -> "char";
            case "int", "int4" -> "integer";
            case "int8" -> "bigint";
            case "int2" -> "smallint";
            default -> matcher.group(1).strip();
        };
        int size = matcher.group(2) == null ? name.equals("char") ? 1 : -1 : Integer.parseInt(cap(matcher.group(2)));
        int scale = matcher.group(3) == null ? 0 : Integer.parseInt(cap(matcher.group(3)));
        return new Shape(name, size, scale);
    }

    private static String cap(String digits) {
        return digits.length() > 8 ? "99999999" : digits;
    }

    /** Whether an expression is about nothing but columns that this file adds. */
    static boolean onlyNew(Change check, Scene scene) {
        Matcher words = WORD.matcher(String.valueOf(check.expression()).replaceAll("'[^']*'", ""));
        boolean some = false;
        while (words.find()) {
            String word = words.group(1) != null ? words.group(1) : words.group(2).toLowerCase(java.util.Locale.ROOT);
            if (words.group(1) == null && NO_COLUMN.contains(word)) {
                continue;
            }
            some = true;
            if (scene.added(check.table(), word).isEmpty()) {
                return false;
            }
        }
        return some;
    }
}
