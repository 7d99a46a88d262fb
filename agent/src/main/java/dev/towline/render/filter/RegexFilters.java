package dev.towline.render.filter;

import dev.towline.render.value.Arguments;
import dev.towline.render.value.Bound;
import dev.towline.render.value.PyError;
import dev.towline.render.value.PyNone;
import dev.towline.render.value.Regex;
import dev.towline.render.value.Truth;
import dev.towline.render.value.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ansible's regular expression filters. */
final class RegexFilters {
    private static final Pattern GROUP = Pattern.compile("\\\\(?:(\\d{1,3})|g<([^>\\s]+)>).*");

    private RegexFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("regex_replace",
                Filter.of(RegexFilters::replace, "pattern", "replacement", "ignorecase", "multiline", "count",
                        "mandatory_count"));
        all.put("regex_findall", Filter.of((v, a) -> Regex.compile(a.text("regex"), a.flag("ignorecase", false),
                a.flag("multiline", false)).findAll(TextFilters.text(v)), "*regex", "multiline", "ignorecase"));
        all.put("regex_search", (v, describe, arguments, library) -> search(v, arguments));
        all.put("regex_escape", Filter.of(RegexFilters::escape, "re_type"));
        return all;
    }

    private static Object replace(Object value, Bound a) {
        Regex regex = Regex.compile(a.text("pattern", ""), a.flag("ignorecase", false), a.flag("multiline", false));
        Regex.Substitution result = regex.substitute(TextFilters.text(value), a.text("replacement", ""),
                a.integer("count", 0));
        long wanted = a.integer("mandatory_count", 0);
        if (wanted != 0 && wanted != result.count()) {
            throw new PyError("regex_replace matched " + result.count() + " times, should " + wanted);
        }
        return result.text();
    }

    private static Object search(Object value, Arguments arguments) {
        if (arguments.positional().isEmpty()
                || !Set.of("ignorecase", "multiline").containsAll(arguments.named().keySet())) {
            throw new PyError("regex_search needs a pattern; it takes groups, ignorecase and multiline");
        }
        Regex regex = Regex.compile(Types.text(arguments.positional().getFirst()), flag(arguments, "ignorecase"),
                flag(arguments, "multiline"));
        Matcher match = regex.search(TextFilters.text(value), false).orElse(null);
        List<Object> groups = arguments.withoutFirst(1).positional();
        if (match == null) {
            return PyNone.NONE;
        }
        if (groups.isEmpty()) {
            return match.group();
        }
        List<Object> found = new ArrayList<>();
        for (Object group : groups) {
            String text = group(match, Types.text(group));
            found.add(text == null ? PyNone.NONE : text);
        }
        return found;
    }

    private static boolean flag(Arguments arguments, String name) {
        return Truth.of(arguments.named().getOrDefault(name, false));
    }

    private static @org.jspecify.annotations.Nullable String group(Matcher match, String reference) {
        Matcher parts = GROUP.matcher(reference);
        if (!parts.matches()) {
            throw new PyError("regex_search: unknown argument", "name a group as '\\\\1' or '\\\\g<name>'");
        }
        try {
            String number = parts.group(1) != null ? parts.group(1) : parts.group(2);
            return number.matches("\\d{1,3}") ? match.group(Integer.parseInt(number)) : match.group(number);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new PyError("regex_search: no such group");
        }
    }

    private static Object escape(Object value, Bound a) {
        String special = switch (a.text("re_type", "python")) {
            case "python" -> "()[]{}?*+-|^$\\.&~# \t\n\r\u000b\f";
            case "posix_basic" -> "].[^$*\\";
            default -> throw new PyError("regex_escape: the type must be python or posix_basic");
        };
        StringBuilder out = new StringBuilder();
        TextFilters.text(value).chars().forEach(c -> out.append(special.indexOf(c) >= 0 ? "\\" : "").append((char) c));
        return out.toString();
    }
}
