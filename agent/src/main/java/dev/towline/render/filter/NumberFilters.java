package dev.towline.render.filter;

import dev.towline.render.value.Bound;
import dev.towline.render.value.Characters;
import dev.towline.render.value.Arithmetic;
import dev.towline.render.value.Limits;
import dev.towline.render.value.PercentFormat;
import dev.towline.render.value.Printing;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Tuple;
import dev.towline.render.value.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/** Filters on numbers. */
final class NumberFilters {
    /** Neither a float nor an integer that is kept here has so many; to read one takes the square of their number. */
    static final int LONGEST = 1_000;

    private NumberFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("abs", Filter.plain(v -> v instanceof Double d
                ? Math.abs(d)
                : Types.integer(v) < 0 ? Arithmetic.negate(v) : Types.integer(v)));
        all.put("int", Filter.of(NumberFilters::integer, "default", "base"));
        all.put("float", Filter.of(NumberFilters::real, "default"));
        all.put("round", Filter.of(NumberFilters::round, "precision", "method"));
        all.put("log", Filter.of((v, a) -> log(real(v), a.has("base") ? real(a.get("base")) : Math.E), "base"));
        all.put("pow", Filter.of((v, a) -> finite(Math.pow(real(v), real(a.get("y")))), "*y"));
        all.put("root", Filter.of((v, a) -> finite(!a.has("base") || real(a.get("base")) == 2
                ? Math.sqrt(real(v))
                : Math.pow(real(v), 1 / real(a.get("base")))), "base"));
        all.put("filesizeformat", Filter.of(NumberFilters::fileSize, "binary"));
        all.put("human_readable", Filter.of(Sizes::humanReadable, "isbits", "unit"));
        all.put("human_to_bytes", Filter.of(Sizes::humanToBytes, "default_unit", "isbits"));
        return all;
    }

    private static double real(Object value) {
        if (!Types.isNumber(value)) {
            throw new PyError("a number is needed, not " + Types.name(value), "add | int or | float");
        }
        return Types.real(value);
    }

    private static double log(double value, double base) {
        if (value <= 0) {
            throw new PyError("log: math domain error");
        }
        return base == 10
                ? Math.log10(value)
                : base == Math.E ? Math.log(value) / 1.0 : Math.log(value) / Math.log(base);
    }

    private static double finite(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new PyError("math range error");
        }
        return value;
    }

    private static Object integer(Object value, Bound a) {
        Object otherwise = a.get("default", 0L);
        int base = Math.toIntExact(Math.clamp(a.integer("base", 10), 0, 99));
        return switch (value) {
            case Long number -> number;
            case Boolean flag -> flag ? 1L : 0L;
            case Double number when Double.isNaN(number) || Double.isInfinite(number) -> otherwise;
            case Double number -> exact(new BigDecimal(number).toBigInteger());
            case String text -> parse(text, base, otherwise);
            default -> otherwise;
        };
    }

    private static long exact(BigInteger number) {
        if (number.bitLength() > 63) {
            throw new PyError("an integer beyond 64 bits", "keep it a string");
        }
        return number.longValue();
    }

    private static Object parse(String text, int base, Object otherwise) {
        if (text.length() > LONGEST) {
            throw new PyError("a number of more than " + LONGEST + " characters", "is this the right variable?");
        }
        String digits = Characters.strip(text);
        String sign = digits.startsWith("-") ? "-" : "";
        digits = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
        String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "none";
        digits = digits.regionMatches(true, 0, prefix, 0, 2) ? digits.substring(2) : digits;
        if (base < 2 || base > 36) {
            throw new PyError("int: this base is not supported here");
        }
        if (digits.matches("[0-9a-zA-Z]+(_[0-9a-zA-Z]+)*")) {
            try {
                return exact(new BigInteger(sign + digits.replace("_", ""), base));
            } catch (NumberFormatException e) {
                // Not digits of this base: Jinja tries it as a float next.
            }
        }
        Object real = parseReal(text, otherwise);
        return real instanceof Double number && !Double.isNaN(number) && !Double.isInfinite(number)
                ? (Object) exact(new BigDecimal(number).toBigInteger())
                : otherwise;
    }

    private static Object parseReal(String text, Object otherwise) {
        if (text.length() > LONGEST) {
            throw new PyError("a number of more than " + LONGEST + " characters", "is this the right variable?");
        }
        String digits = Characters.strip(text);
        if (digits.matches("[-+]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][-+]?\\d+)?")) {
            return Double.parseDouble(digits.replace("_", ""));
        }
        return digits.matches("(?i)[-+]?(inf|infinity|nan)") ? (Object) Double.NaN : otherwise;
    }

    private static Object real(Object value, Bound a) {
        Object otherwise = a.get("default", 0.0);
        return switch (value) {
            case String text -> {
                Object parsed = parseReal(text, otherwise);
                if (parsed instanceof Double number && number.isNaN()) {
                    throw new PyError("float of inf or nan is not supported here");
                }
                yield parsed;
            }
            case Boolean flag -> Types.real(flag);
            case Long number -> (double) number;
            case Double number -> number;
            default -> otherwise;
        };
    }

    private static Object round(Object value, Bound a) {
        long precision = a.integer("precision", 0);
        if (Math.abs(precision) > 300) {
            throw new PyError("round: a precision beyond 300");
        }
        String method = a.text("method", "common");
        if (method.equals("common")) {
            if (value instanceof Double number && (number.isNaN() || number.isInfinite())) {
                return value;
            }
            if (!(value instanceof Double number)) {
                if (precision < 0) {
                    throw new PyError("round: a negative precision of an integer is not supported here");
                }
                return Types.integer(value);
            }
            return Math.copySign(new BigDecimal(number).setScale((int) precision, RoundingMode.HALF_EVEN).doubleValue(),
                    number);
        }
        double scale = Math.pow(10, precision);
        double scaled = real(value) * scale;
        return switch (method) {
            case "ceil" -> Math.ceil(scaled) / scale + 0.0;
            case "floor" -> Math.floor(scaled) / scale + 0.0;
            default -> throw new PyError("round: the method must be common, ceil or floor");
        };
    }

    private static Object fileSize(Object value, Bound a) {
        double bytes = value instanceof String text ? (Double) real(text, a) : real(value);
        boolean binary = a.flag("binary", false);
        double base = binary ? 1024 : 1000;
        if (bytes == 1) {
            return "1 Byte";
        }
        if (bytes < base) {
            return (long) bytes + " Bytes";
        }
        String[] prefixes = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
        int i = 0;
        double unit = base * base;
        while (bytes >= unit && i < 7) {
            unit *= base;
            i++;
        }
        String prefix = binary
                ? Printing.text(prefixes[i]).toUpperCase(java.util.Locale.ROOT) + "iB"
                : prefixes[i] + "B";
        Limits.depth(i);
        return PercentFormat.format("%.1f " + prefix, Tuple.of(base * bytes / unit));
    }
}
