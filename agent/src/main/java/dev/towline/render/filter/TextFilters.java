package dev.towline.render.filter;

import dev.towline.render.value.Work;
import dev.towline.render.value.Bound;
import dev.towline.render.value.Characters;
import dev.towline.render.value.Dict;
import dev.towline.render.value.Limits;
import dev.towline.render.value.Markup;
import dev.towline.render.value.PercentFormat;
import dev.towline.render.value.Printing;
import dev.towline.render.value.PyError;
import dev.towline.render.value.PyNone;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Splitting;
import dev.towline.render.value.Text;
import dev.towline.render.value.Tuple;
import dev.towline.render.value.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Filters on text. */
final class TextFilters {
    private static final String BEFORE_WORD = "[-\\s\\x1c-\\x1f({\\[<]";
    private static final Pattern WORD_BEGINNING = Pattern.compile(
            "(?<=" + BEFORE_WORD + ")(?!" + BEFORE_WORD + ")|(?<!" + BEFORE_WORD + ")(?=" + BEFORE_WORD + ")",
            Pattern.UNICODE_CHARACTER_CLASS);

    private TextFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("upper", Filter.plain(v -> Text.upper(text(v))));
        all.put("lower", Filter.plain(v -> Text.lower(text(v))));
        all.put("capitalize", Filter.plain(v -> Text.capitalize(text(v))));
        all.put("title", Filter.plain(TextFilters::title));
        all.put("string", Filter.plain(v -> v instanceof Markup ? v : Printing.text(v)));
        all.put("trim",
                Filter.of((v, a) -> Text.strip(text(v), a.text("chars", ""), !a.has("chars"), true, true), "chars"));
        all.put("replace", Filter.of((v, a) -> Text.replace(text(v), text(a.get("old")), text(a.get("new")),
                a.integer("count", -1)), "*old", "*new", "count"));
        all.put("center", Filter.of((v, a) -> Text.center(text(v), a.integer("width", 80), ' '), "width"));
        all.put("truncate", Filter.of(TextFilters::truncate, "length", "killwords", "end", "leeway"));
        all.put("indent", Filter.of(TextFilters::indent, "width", "first", "blank"));
        all.put("wordwrap", Filter.of(WordWrap::wrap, "width", "break_long_words", "wrapstring", "break_on_hyphens"));
        all.put("wordcount",
                Filter.plain(v -> Pattern.compile("[\\p{L}\\p{N}_]+").matcher(text(v)).results().count()));
        all.put("split", Filter.of((v, a) -> Splitting.split(Types.text(v), a), "sep", "maxsplit"));
        all.put("format", (v, describe, arguments, library) -> {
            if (!arguments.named().isEmpty() && !arguments.positional().isEmpty()) {
                throw new PyError("format takes positional or named arguments, not both");
            }
            Dict named = new Dict();
            arguments.named().forEach(named::put);
            return PercentFormat.format(text(v), named.isEmpty() ? Tuple.copyOf(arguments.positional()) : named);
        });
        Filter escape = Filter.plain(v -> v instanceof Markup ? v : new Markup(escape(text(v))));
        all.put("escape", escape);
        all.put("e", escape);
        all.put("safe", Filter.plain(v -> v instanceof Markup ? v : new Markup(text(v))));
        all.put("quote", Filter.plain(v -> quote(v == PyNone.NONE ? "" : text(v))));
        all.put("comment",
                Filter.of(Comment::of, "style", "decoration", "newline", "beginning", "prefix", "prefix_count",
                        "postfix", "postfix_count", "end"));
        all.put("xmlattr", Filter.of(TextFilters::attributes, "autospace"));
        return all;
    }

    /** What Jinja's {@code soft_str} gives; marked-up text would stay marked up, which is not followed here. */
    static String text(Object value) {
        if (value instanceof Markup) {
            throw new PyError("marked-up text can only be printed",
                    "make escape or safe the last filter, or add | string");
        }
        return Printing.text(value);
    }

    static String escape(String text) {
        Limits.text(grown(text, "&<>\"'", 5));
        return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;").replace("'", "&#39;").replace("\"",
                "&#34;");
    }

    /** The length when each of some characters becomes so many. */
    private static long grown(String text, String characters, int each) {
        Work.spend(text.length() * 4L);
        return text.length() + (each - 1L) * text.chars().filter(c -> characters.indexOf(c) >= 0).count();
    }

    private static Object title(Object value) {
        Work.keep(text(value).length() * 24L);
        Work.spend(text(value).length() * 8L);
        StringBuilder out = new StringBuilder();
        for (String part : WORD_BEGINNING.split(text(value), -1)) {
            if (!part.isEmpty()) {
                int first = part.offsetByCodePoints(0, 1);
                out.append(Text.upper(part.substring(0, first))).append(Text.lower(part.substring(first)));
            }
        }
        return out.toString();
    }

    private static Object truncate(Object value, Bound arguments) {
        String text = text(value);
        String end = arguments.text("end", "...");
        long length = arguments.integer("length", 255);
        if (length < end.length() || arguments.integer("leeway", 5) < 0) {
            throw new PyError("truncate to less than the length of its end");
        }
        if (Characters.length(text) <= length + arguments.integer("leeway", 5)) {
            return text;
        }
        String cut = Text.head(text, (int) (length - end.length()));
        int space = cut.lastIndexOf(' ');
        return (arguments.flag("killwords", false) || space < 0 ? cut : cut.substring(0, space)) + end;
    }

    private static Object indent(Object value, Bound arguments) {
        String text = Types.text(value);
        Object width = arguments.get("width", 4L);
        String indention = width instanceof String given
                ? given
                : " ".repeat(Limits.text(Math.max(0, Types.integer(width))));
        boolean blank = arguments.flag("blank", false);
        List<String> lines = Characters.lines(text + "\n", false);
        Limits.text((long) indention.length() * lines.size() + text.length());
        StringBuilder out = new StringBuilder(arguments.flag("first", false) ? indention : "");
        for (int i = 0; i < lines.size(); i++) {
            out.append(i == 0 ? "" : "\n").append(i > 0 && (blank || !lines.get(i).isEmpty()) ? indention : "")
                    .append(lines.get(i));
        }
        return out.toString();
    }

    /** {@code shlex.quote}. */
    static String quote(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        Limits.text(grown(text, "'", 5));
        boolean safe = text.chars()
                .allMatch(c -> c < 128 && Character.isLetterOrDigit(c) || "@%+=:,./-_".indexOf(c) >= 0);
        return safe ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }

    private static Object attributes(Object value, Bound arguments) {
        if (!(value instanceof Dict dict)) {
            throw new PyError("xmlattr wants a dict, not " + Types.name(value));
        }
        StringBuilder out = new StringBuilder();
        for (Object item : dict.items()) {
            List<Object> pair = Sequences.items(item);
            String key = text(pair.get(0));
            if (pair.get(1) == PyNone.NONE) {
                continue;
            }
            if (key.chars().anyMatch(c -> Characters.isSpace(c) || c == '/' || c == '>' || c == '=')) {
                throw new PyError("xmlattr: an invalid character in an attribute's name");
            }
            Limits.text(out.length());
            out.append(out.isEmpty() && !arguments.flag("autospace", true) ? "" : " ")
                    .append(escape(key)).append("=\"").append(escape(text(pair.get(1)))).append('"');
        }
        return out.toString();
    }
}
