package dev.towline.render.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as C and Python print them, for both kinds of format string. */
final class FormatSpec {
    private FormatSpec() {}

    private static final int MOST_DECIMALS = 1_000;

    private static void check(int precision) {
        if (precision > MOST_DECIMALS) {
            throw PyError.limit("a format of more than " + MOST_DECIMALS + " decimals");
        }
        Work.spend(20L + precision);
    }

    /** {@code f} with so many decimals, without sign. */
    static String fixed(double number, int precision) {
        check(precision);
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.isNaN(number) ? "nan" : "inf";
        }
        return new BigDecimal(Math.abs(number)).setScale(Limits.text(precision), RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /** {@code e}, without sign. */
    static String exponent(double number, int precision) {
        check(precision);
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.isNaN(number) ? "nan" : "inf";
        }
        if (number == 0) {
            return "0" + (precision > 0 ? "." + "0".repeat(precision) : "") + "e+00";
        }
        BigDecimal rounded = new BigDecimal(Math.abs(number))
                .round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        StringBuilder digits = new StringBuilder(rounded.unscaledValue().toString());
        int exponent = digits.length() - rounded.scale() - 1;
        while (digits.length() < precision + 1) {
            digits.append('0');
        }
        return digits.charAt(0) + (precision > 0 ? "." + digits.substring(1, precision + 1) : "") + "e"
                + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /** {@code g}, without sign. */
    static String general(double number, int wanted) {
        if (number == 0 || Double.isNaN(number) || Double.isInfinite(number)) {
            return number == 0 ? "0" : fixed(number, 0);
        }
        int precision = Math.max(wanted, 1);
        String scientific = exponent(number, precision - 1);
        int e = scientific.indexOf('e');
        int exponent = Integer.parseInt(scientific.substring(e + 1));
        return exponent >= -4 && exponent < precision
                ? trimmed(fixed(number, precision - 1 - exponent))
                : trimmed(scientific.substring(0, e)) + scientific.substring(e);
    }

    private static String trimmed(String decimal) {
        return decimal.contains(".") ? decimal.replaceAll("0+$", "").replaceAll("\\.$", "") : decimal;
    }

    static boolean isNegative(double number) {
        return number < 0 || number == 0 && 1 / number < 0;
    }

    static String grouped(String digits, char separator) {
        int point = digits.indexOf('.');
        String whole = point < 0 ? digits : digits.substring(0, point);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < whole.length(); i++) {
            if (i > 0 && (whole.length() - i) % 3 == 0) {
                out.append(separator);
            }
            out.append(whole.charAt(i));
        }
        return out + (point < 0 ? "" : digits.substring(point));
    }
}
