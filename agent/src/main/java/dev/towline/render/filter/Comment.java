package dev.towline.render.filter;

import dev.towline.render.value.Bound;
import dev.towline.render.value.Characters;
import dev.towline.render.value.Limits;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Types;

/** Ansible's {@code comment}. */
final class Comment {
    private Comment() {}

    static Object of(Object value, Bound a) {
        String text = Types.text(value);
        String style = a.text("style", "plain");
        String decoration = a.text("decoration", switch (style) {
            case "plain" -> "# ";
            case "erlang" -> "% ";
            case "c" -> "// ";
            case "cblock" -> " * ";
            case "xml" -> " - ";
            default -> throw new PyError("comment: unknown style", "use plain, erlang, c, cblock or xml");
        });
        String newline = a.text("newline", "\n");
        String beginning = a.text("beginning", style.equals("cblock") ? "/*" : style.equals("xml") ? "<!--" : "");
        String end = a.text("end", style.equals("cblock") ? " */" : style.equals("xml") ? "-->" : "");
        String bare = Characters.stripRight(decoration);
        String prefix = a.text("prefix", bare);
        String postfix = a.text("postfix", bare);
        StringBuilder out = new StringBuilder(beginning.isEmpty() ? "" : beginning + newline);
        if (!prefix.isEmpty()) {
            out.append((prefix.equals(newline) ? newline : prefix + newline).repeat(count(a, "prefix_count", prefix)));
        }
        Limits.text((long) text.length() * (decoration.length() + newline.length() + 1));
        out.append((decoration + text.replace(newline, newline + decoration)).replace(decoration + newline,
                bare + newline));
        out.append((newline + postfix).repeat(count(a, "postfix_count", postfix + newline)));
        return out + (end.isEmpty() ? "" : newline + end);
    }

    private static int count(Bound a, String name, String repeated) {
        long count = Math.clamp(a.integer(name, 1), 0, Limits.TEXT);
        Limits.text(count * (repeated.length() + 1));
        return (int) count;
    }
}
