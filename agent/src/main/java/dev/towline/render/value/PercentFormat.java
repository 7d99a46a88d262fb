package dev.towline.render.value;

import java.util.List;

/** {@code 'text' % values}. */
public final class PercentFormat {
    private final String format;
    private final Object values;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int taken;

    private PercentFormat(String format, Object values) {
        this.format = format;
        this.values = values;
    }

    public static String format(String format, Object values) {
        return new PercentFormat(format, values).run();
    }

    private String run() {
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c == '%') {
                conversion();
            } else {
                out.append(c);
            }
            Limits.text(out.length());
        }
        boolean left = values instanceof Tuple tuple
                ? taken < tuple.size()
                : taken < 1 && !(values instanceof Dict)
                        && !(values instanceof List<?>);
        if (left) {
            throw new PyError("not all arguments converted during string formatting");
        }
        return out.toString();
    }

    private void conversion() {
        boolean keyed = peek() == '(';
        Object keyedValue = PyNone.NONE;
        if (keyed) {
            int end = format.indexOf(')', at);
            if (end < 0 || !(values instanceof Dict dict)) {
                throw new PyError("format requires a mapping and a closed key");
            }
            keyedValue = dict.find(format.substring(at + 1, end)).orElseThrow(
                    () -> new PyError("the format names a key that is not given"));
            at = end + 1;
        }
        String flags = flags();
        int width = number();
        int precision = -1;
        if (peek() == '.') {
            at++;
            precision = Math.max(number(), 0);
        }
        char kind = peek();
        at++;
        if (kind == '%') {
            out.append('%');
            return;
        }
        Object value = Undefined.require(keyed ? keyedValue : next());
        pad(convert(kind, value, flags, precision), flags, width, "diouxXeEfFgG".indexOf(kind) >= 0);
    }

    private char peek() {
        if (at >= format.length()) {
            throw new PyError("incomplete format");
        }
        return format.charAt(at);
    }

    private String flags() {
        int start = at;
        while ("-+ 0#".indexOf(peek()) >= 0) {
            at++;
        }
        return format.substring(start, at);
    }

    private int number() {
        if (peek() == '*') {
            throw new PyError("'*' in a format is not supported here", "write the width as a number");
        }
        long number = -1;
        while (Character.isDigit(peek())) {
            number = Limits.text(Math.max(number, 0) * 10 + peek() - '0');
            at++;
        }
        return (int) number;
    }

    private Object next() {
        if (values instanceof Tuple tuple) {
            if (taken >= tuple.size()) {
                throw new PyError("not enough arguments for format string");
            }
            return tuple.get(taken++);
        }
        if (taken++ > 0) {
            throw new PyError("not enough arguments for format string");
        }
        return values;
    }

    private static String convert(char kind, Object value, String flags, int precision) {
        return switch (kind) {
            case 's' -> cut(Printing.text(value), precision);
            case 'r' -> cut(Printing.repr(value), precision);
            case 'd', 'i', 'u' -> integer(value, 10, flags, precision);
            case 'x' -> integer(value, 16, flags, precision);
            case 'X' -> Text.upper(integer(value, 16, flags, precision));
            case 'o' -> integer(value, 8, flags, precision);
            case 'f', 'F', 'e', 'E', 'g', 'G' -> real(kind, value, flags, precision < 0 ? 6 : precision);
            default -> throw new PyError("unsupported format character '" + kind + "'");
        };
    }

    private static String cut(String text, int precision) {
        return precision >= 0 ? Text.head(text, precision) : text;
    }

    private static String integer(Object value, int radix, String flags, int precision) {
        if (flags.contains("#")) {
            throw new PyError("'#' in a format is not supported here");
        }
        if (!Types.isNumber(value) || radix != 10 && value instanceof Double) {
            throw new PyError("a number is required by the format, not " + Types.name(value), "add | int");
        }
        long number = value instanceof Double real ? whole(real) : Types.integer(value);
        String digits = Long.toString(number, radix);
        String bare = digits.startsWith("-") ? digits.substring(1) : digits;
        return sign(number < 0, flags) + "0".repeat(Math.max(0, precision - bare.length())) + bare;
    }

    private static long whole(double real) {
        if (Math.abs(real) > 1L << 53 || Double.isNaN(real)) {
            throw new PyError("a number beyond what is kept exactly here");
        }
        return (long) real;
    }

    private static String real(char kind, Object value, String flags, int precision) {
        if (!Types.isNumber(value)) {
            throw new PyError("must be real number, not " + Types.name(value), "add | float");
        }
        double number = Types.real(value);
        String digits = switch (Character.toLowerCase(kind)) {
            case 'f' -> FormatSpec.fixed(number, precision);
            case 'e' -> FormatSpec.exponent(number, precision);
            default -> FormatSpec.general(number, precision);
        };
        return sign(FormatSpec.isNegative(number), flags) + (Character.isUpperCase(kind) ? Text.upper(digits) : digits);
    }

    private static String sign(boolean negative, String flags) {
        return negative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    }

    private void pad(String text, String flags, int width, boolean number) {
        if (number && flags.contains("0") && !flags.contains("-")) {
            out.append(Text.zeroFill(text, width));
        } else {
            out.append(Text.pad(text, width, ' ', !flags.contains("-")));
        }
    }
}
