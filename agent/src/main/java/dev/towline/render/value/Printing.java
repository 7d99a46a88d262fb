package dev.towline.render.value;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Python's {@code str()} and {@code repr()}, and how Ansible prints what a template gives. */
public final class Printing {
    private Printing() {}

    /** {@code str(value)}. */
    public static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case Long number -> number.toString();
            case Markup markup -> markup.text();
            case Undefined undefined when undefined.lenient() -> "";
            default -> repr(value);
        };
    }

    public static String repr(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out, 0, false);
        return out.toString();
    }

    /** What {@code {{ value }}} prints: as {@code str}, but None is nothing and Ansible turns tuples to lists. */
    public static void output(Object value, StringBuilder out) {
        switch (value) {
            case String text -> out.append(text);
            case PyNone none -> {
            }
            case Markup markup -> out.append(markup.text());
            case Undefined undefined when undefined.lenient() -> {
            }
            default -> write(value, out, 0, true);
        }
        Limits.text(out.length());
    }

    private static void write(Object value, StringBuilder out, int depth, boolean finalized) {
        Limits.depth(depth);
        Work.spend(4);
        switch (value) {
            case String text -> quote(text, out);
            case Boolean flag -> out.append(flag ? "True" : "False");
            case Long number -> out.append(number.longValue());
            case Double number -> out.append(real(number));
            case PyNone none -> out.append("None");
            case Range range -> out.append(range.repr());
            case Tuple tuple when !finalized || tuple.isGroup() -> {
                sequence(tuple, out.append('('), depth, finalized && !tuple.isGroup());
                out.append(tuple.size() == 1 ? ",)" : ")");
            }
            case List<?> list -> {
                sequence(list, out.append('['), depth, finalized);
                out.append(']');
            }
            case Dict dict -> dict(dict, out, depth, finalized);
            case Undefined undefined -> throw undefined.error();
            case Unordered set -> throw Unordered.refusal();
            case Markup markup -> throw new PyError("marked-up text inside a list or dict cannot be printed",
                    "add | string after | escape");
            case Callable callable ->
                throw new PyError("a " + callable.describe() + " cannot be printed", "call it: add ()");
            default -> throw new PyError("a value of type " + Types.name(value) + " cannot be printed");
        }
        Limits.text(out.length());
    }

    private static void sequence(List<?> items, StringBuilder out, int depth, boolean finalized) {
        String separator = "";
        for (Object item : items) {
            write(item, out.append(separator), depth + 1, finalized);
            separator = ", ";
        }
    }

    private static void dict(Dict dict, StringBuilder out, int depth, boolean finalized) {
        out.append('{');
        Iterator<? extends Map.Entry<Object, Object>> entries = dict.entries().iterator();
        while (entries.hasNext()) {
            Map.Entry<Object, Object> entry = entries.next();
            write(entry.getKey(), out, depth + 1, finalized);
            write(entry.getValue(), out.append(": "), depth + 1, finalized);
            if (entries.hasNext()) {
                out.append(", ");
            }
        }
        out.append('}');
    }

    /** The shortest digits that read back, with an exponent below 1e-4 and from 1e16. */
    public static String real(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - shortest.scale() - 1;
        String sign = number < 0 ? "-" : "";
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.toPlainString();
            return sign + (plain.contains(".") ? plain : plain + ".0");
        }
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    private static void quote(String text, StringBuilder out) {
        char mark = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(mark);
        Work.spend(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == mark) {
                        out.append('\\').append(mark);
                    } else if (Characters.isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        Work.spend(40);
                        Limits.text(out.length());
                        out.append(c < 0x100
                                ? String.format("\\x%02x", c)
                                : c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\U%08x", c));
                    }
                }
            }
        });
        out.append(mark);
    }
}
