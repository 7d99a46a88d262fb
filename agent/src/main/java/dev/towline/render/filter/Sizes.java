package dev.towline.render.filter;

import dev.towline.render.value.Bound;
import dev.towline.render.value.PercentFormat;
import dev.towline.render.value.Printing;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Tuple;
import dev.towline.render.value.Types;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ansible's sizes for people. */
final class Sizes {
    private static final String UNITS = "YZEPTGMKB";
    private static final Pattern SIZE = Pattern.compile("([0-9]*\\.?[0-9]+)(?:\\s*([A-Za-z]+))?\\s*");
    private static final String[] WORDS = {"yotta", "zetta", "exa", "peta", "tera", "giga", "mega", "kilo", ""};

    private Sizes() {}

    private static double limit(int unit) {
        return Math.pow(2, (UNITS.length() - 1 - unit) * 10.0);
    }

    static Object humanReadable(Object value, Bound a) {
        if (!Types.isNumber(value)) {
            throw new PyError("human_readable wants a number, not " + Types.name(value), "add | int");
        }
        double size = Types.real(value);
        String base = a.flag("isbits", false) ? "bits" : "Bytes";
        int unit = UNITS.length() - 1;
        for (int i = 0; i < UNITS.length(); i++) {
            if (a.has("unit")
                    ? a.text("unit").toUpperCase(Locale.ROOT).equals(UNITS.substring(i, i + 1))
                    : size >= limit(i)) {
                unit = i;
                break;
            }
        }
        String suffix = unit == UNITS.length() - 1 ? base : UNITS.charAt(unit) + base.substring(0, 1);
        return PercentFormat.format("%.2f " + suffix, Tuple.of(size / limit(unit)));
    }

    static Object humanToBytes(Object value, Bound a) {
        String text = Printing.text(value);
        Matcher matcher = SIZE.matcher(text);
        if (text.length() > NumberFilters.LONGEST || !matcher.matches()) {
            throw new PyError("human_to_bytes cannot read this size", "write it like 10M or 1.5 GB");
        }
        String unit = matcher.group(2) != null ? matcher.group(2) : a.text("default_unit", "");
        double number = Double.parseDouble(matcher.group(1));
        if (unit.isEmpty()) {
            return whole(number);
        }
        int index = UNITS.indexOf(Character.toUpperCase(unit.charAt(0)));
        if (index < 0) {
            throw new PyError("human_to_bytes: unknown unit", "use one of Y Z E P T G M K B");
        }
        boolean bits = a.flag("isbits", false);
        String word = WORDS[index] + (bits ? "bit" : "byte");
        String symbol = index == UNITS.length() - 1 ? bits ? "b" : "B" : UNITS.charAt(index) + (bits ? "b" : "B");
        if (unit.length() > 1 && !unit.toLowerCase(Locale.ROOT).equals(word) && !unit.equals(symbol)) {
            throw new PyError("human_to_bytes: wrong unit", "write " + symbol);
        }
        return whole(number * limit(index));
    }

    private static long whole(double number) {
        if (number > 1L << 62) {
            throw new PyError("a size beyond 64 bits");
        }
        return new BigDecimal(number).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    }
}
