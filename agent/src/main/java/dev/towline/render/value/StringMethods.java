package dev.towline.render.value;

import dev.towline.render.value.Attributes.Body;
import dev.towline.render.value.Attributes.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/** The methods of str. */
final class StringMethods {
    static final Map<String, Method> ALL = all();

    private StringMethods() {}

    private static Map<String, Method> all() {
        Map<String, Method> m = new HashMap<>();
        put(m, "upper", (s, a) -> Text.upper(str(s)));
        put(m, "lower", (s, a) -> Text.lower(str(s)));
        put(m, "casefold", (s, a) -> Text.ascii(str(s), "casefold").toLowerCase(Locale.ROOT));
        put(m, "title", (s, a) -> Text.title(str(s)));
        put(m, "capitalize", (s, a) -> Text.capitalize(str(s)));
        put(m, "swapcase", (s, a) -> Text.swapCase(str(s)));
        put(m, "strip", (s, a) -> Text.strip(str(s), a, true, true), "chars");
        put(m, "lstrip", (s, a) -> Text.strip(str(s), a, true, false), "chars");
        put(m, "rstrip", (s, a) -> Text.strip(str(s), a, false, true), "chars");
        put(m, "split", (s, a) -> Splitting.split(str(s), a), "sep", "maxsplit");
        put(m, "rsplit", (s, a) -> Splitting.splitRight(str(s), a), "sep", "maxsplit");
        put(m, "splitlines", (s, a) -> new ArrayList<Object>(Characters.lines(str(s), a.flag("keepends", false))),
                "keepends");
        put(m, "partition", (s, a) -> Splitting.partition(str(s), a.text("sep"), false), "*sep");
        put(m, "rpartition", (s, a) -> Splitting.partition(str(s), a.text("sep"), true), "*sep");
        put(m, "startswith", (s, a) -> anyAffix(a.get("prefix"), p -> str(s).startsWith(p)), "*prefix");
        put(m, "endswith", (s, a) -> anyAffix(a.get("suffix"), p -> str(s).endsWith(p)), "*suffix");
        put(m, "removeprefix", (s, a) -> str(s).startsWith(a.text("prefix"))
                ? str(s).substring(a.text("prefix").length())
                : s, "*prefix");
        put(m, "removesuffix", (s, a) -> str(s).endsWith(a.text("suffix"))
                ? str(s).substring(0, str(s).length() - a.text("suffix").length())
                : s, "*suffix");
        put(m, "replace", (s, a) -> Text.replace(str(s), a.text("old"), a.text("new"), a.integer("count", -1)),
                "*old", "*new", "count");
        put(m, "join", (s, a) -> Text.join(str(s), Sequences.items(a.get("iterable"))), "*iterable");
        put(m, "find", (s, a) -> find(str(s), a, false), "*sub", "start", "end");
        put(m, "rfind", (s, a) -> find(str(s), a, true), "*sub", "start", "end");
        put(m, "index", (s, a) -> present(find(str(s), a, false)), "*sub", "start", "end");
        put(m, "rindex", (s, a) -> present(find(str(s), a, true)), "*sub", "start", "end");
        put(m, "count", (s, a) -> Text.count(str(s), a.text("sub")), "*sub");
        put(m, "center", (s, a) -> Text.center(str(s), a.integer("width"), fill(a)), "*width", "fillchar");
        put(m, "ljust", (s, a) -> Text.pad(str(s), a.integer("width"), fill(a), false), "*width", "fillchar");
        put(m, "rjust", (s, a) -> Text.pad(str(s), a.integer("width"), fill(a), true), "*width", "fillchar");
        put(m, "zfill", (s, a) -> Text.zeroFill(str(s), a.integer("width")), "*width");
        put(m, "isdigit", (s, a) -> every(s, Character::isDigit, "isdigit"));
        put(m, "isdecimal", (s, a) -> every(s, Character::isDigit, "isdecimal"));
        put(m, "isnumeric", (s, a) -> every(s, Character::isDigit, "isnumeric"));
        put(m, "isalpha", (s, a) -> every(s, Character::isLetter, "isalpha"));
        put(m, "isalnum", (s, a) -> every(s, Character::isLetterOrDigit, "isalnum"));
        put(m, "isspace", (s, a) -> !str(s).isEmpty() && str(s).codePoints().allMatch(Characters::isSpace));
        put(m, "isupper", (s, a) -> Text.isUpper(str(s)));
        put(m, "islower", (s, a) -> Text.isLower(str(s)));
        m.put("format", (s, describe, arguments) -> BraceFormat.format((String) s, arguments));
        return Map.copyOf(m);
    }

    private static void put(Map<String, Method> methods, String name, Body body, String... parameters) {
        methods.put(name, Method.of(body, parameters));
    }

    private static String str(Object self) {
        return (String) self;
    }

    /** Beyond ASCII, Java's and Python's classes differ in places. */
    private static boolean every(Object self, IntPredicate test, String what) {
        String text = Text.ascii((String) self, what);
        return !text.isEmpty() && text.codePoints().allMatch(test);
    }

    private static char fill(Bound arguments) {
        String fill = arguments.text("fillchar", " ");
        if (fill.length() != 1) {
            throw new PyError("the fill character must be exactly one character long");
        }
        return fill.charAt(0);
    }

    private static boolean anyAffix(Object affix, java.util.function.Predicate<String> test) {
        return affix instanceof Tuple tuple
                ? tuple.stream().anyMatch(each -> test.test(Types.text(each)))
                : test.test(Types.text(affix));
    }

    private static Object find(String text, Bound arguments, boolean last) {
        if (arguments.has("start") || arguments.has("end")) {
            throw new PyError("find with start or end is not supported here", "slice the string first");
        }
        int at = last ? Search.last(text, arguments.text("sub")) : Search.first(text, arguments.text("sub"));
        return at < 0 ? -1L : (long) text.codePointCount(0, at);
    }

    private static Object present(Object at) {
        if (at.equals(-1L)) {
            throw new PyError("substring not found");
        }
        return at;
    }
}
