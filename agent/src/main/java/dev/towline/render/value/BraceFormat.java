package dev.towline.render.value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code 'text'.format(...)}, without nested fields. */
final class BraceFormat {
    private static final Pattern SPEC = Pattern.compile(
            "(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<zero>0)?(?<width>\\d+)?(?<group>[,_])?(?:\\.(?<precision>\\d+))?(?<kind>[a-zA-Z%])?",
            Pattern.DOTALL);

    private final String format;
    private final Arguments arguments;
    private final StringBuilder out = new StringBuilder();
    private int automatic;
    private boolean manual;

    private BraceFormat(String format, Arguments arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    static String format(String format, Arguments arguments) {
        return new BraceFormat(format, arguments).run();
    }

    private String run() {
        for (int at = 0; at < format.length(); at++) {
            char c = format.charAt(at);
            boolean doubled = at + 1 < format.length() && format.charAt(at + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                out.append(c);
                at++;
            } else if (c == '{') {
                int end = format.indexOf('}', at);
                if (end < 0) {
                    throw new PyError("expected '}' before end of string");
                }
                field(format.substring(at + 1, end));
                at = end;
            } else if (c == '}') {
                throw new PyError("single '}' encountered in format string");
            } else {
                out.append(c);
            }
            Limits.text(out.length());
        }
        return out.toString();
    }

    private void field(String field) {
        if (field.indexOf('{') >= 0) {
            throw new PyError("nested fields in a format are not supported here");
        }
        int colon = field.indexOf(':');
        String spec = colon < 0 ? "" : field.substring(colon + 1);
        String name = colon < 0 ? field : field.substring(0, colon);
        int bang = name.indexOf('!');
        Object value = value(bang < 0 ? name : name.substring(0, bang));
        if (bang >= 0) {
            value = switch (name.substring(bang + 1)) {
                case "s" -> Printing.text(value);
                case "r" -> Printing.repr(value);
                default -> throw new PyError("unknown conversion in a format");
            };
        }
        out.append(formatted(value, spec));
    }

    private Object value(String name) {
        int end = 0;
        while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
            end++;
        }
        if (end < name.length()) {
            throw new PyError("attributes and items in a format are not supported here", "pass the value itself");
        }
        Object value;
        if (name.isEmpty() || name.chars().allMatch(Character::isDigit)) {
            if (manual != !name.isEmpty() && automatic > 0) {
                throw new PyError("cannot switch between automatic and manual field numbering");
            }
            manual = !name.isEmpty();
            int index = manual ? Integer.parseInt(name.substring(0, Math.min(6, name.length()))) : automatic;
            automatic++;
            if (index >= arguments.positional().size()) {
                throw new PyError("a format field has no argument");
            }
            value = arguments.positional().get(index);
        } else {
            value = arguments.named().getOrDefault(name, Undefined.variable(name));
        }
        return Undefined.require(value);
    }

    private static String formatted(Object value, String spec) {
        if (spec.isEmpty()) {
            return Printing.text(value);
        }
        Matcher m = SPEC.matcher(spec);
        if (!m.matches() || !(value instanceof String || Types.isNumber(value))) {
            throw new PyError("unsupported format specification for " + Types.name(value));
        }
        if (m.group("group") != null && m.group("zero") != null) {
            throw new PyError("grouping together with zero padding in a format is not supported here");
        }
        boolean number = Types.isNumber(value);
        String kind = m.group("kind") == null ? "" : m.group("kind");
        String group = m.group("group");
        int precision = m.group("precision") == null ? -1 : Limits.text(Long.parseLong(digits(m.group("precision"))));
        String sign = "";
        String body;
        if (number && !(value instanceof Boolean && kind.isEmpty())) {
            boolean negative = value instanceof Double real ? FormatSpec.isNegative(real) : Types.integer(value) < 0;
            sign = negative ? "-" : m.group("sign") == null || m.group("sign").equals("-") ? "" : m.group("sign");
            body = numeric(value, kind, precision);
            body = group == null ? body : FormatSpec.grouped(body, group.charAt(0));
        } else {
            if (number || !kind.isEmpty() && !kind.equals("s") || group != null || m.group("sign") != null) {
                throw new PyError("unsupported format specification for " + Types.name(value));
            }
            body = Printing.text(value);
            body = precision >= 0 ? Text.head(body, precision) : body;
        }
        String align = m.group("align") != null ? m.group("align") : number ? m.group("zero") != null ? "=" : ">" : "<";
        String fill = m.group("fill") != null ? m.group("fill") : m.group("zero") != null ? "0" : " ";
        int width = m.group("width") == null ? 0 : Limits.text(Long.parseLong(digits(m.group("width"))));
        return aligned(sign, body, align, fill, width);
    }

    private static String digits(String number) {
        return number.length() > 9 ? "999999999" : number;
    }

    private static String numeric(Object value, String kind, int precision) {
        double real = value instanceof Double number ? number : (double) Types.integer(value);
        String whole = value instanceof Double ? "" : Long.toString(Types.integer(value)).replace("-", "");
        return switch (kind) {
            case "" -> value instanceof Double ? plain(real, precision) : integer(whole, precision);
            case "d" -> integer(whole, precision);
            case "x", "X", "o", "b" -> {
                integer(whole, precision);
                int radix = kind.equals("o") ? 8 : kind.equals("b") ? 2 : 16;
                String digits = Long.toString(Types.integer(value), radix).replace("-", "");
                yield kind.equals("X") ? Text.upper(digits) : digits;
            }
            case "f", "F" -> FormatSpec.fixed(real, precision < 0 ? 6 : precision);
            case "e" -> FormatSpec.exponent(real, precision < 0 ? 6 : precision);
            case "g" -> FormatSpec.general(real, precision < 0 ? 6 : precision);
            case "%" -> FormatSpec.fixed(real * 100, precision < 0 ? 6 : precision) + "%";
            default -> throw new PyError("unknown format code '" + kind + "' for " + Types.name(value));
        };
    }

    private static String plain(double real, int precision) {
        if (precision >= 0) {
            throw new PyError("a precision needs a kind in the format", "write f after it");
        }
        return Printing.real(Math.abs(real));
    }

    private static String integer(String whole, int precision) {
        if (whole.isEmpty() || precision >= 0) {
            throw new PyError("this format is for integers without precision", "add | int, or use f");
        }
        return whole;
    }

    private static String aligned(String sign, String body, String align, String fill, int width) {
        int pad = Math.max(0, width - Characters.length(sign + body));
        return switch (align) {
            case "<" -> sign + body + fill.repeat(pad);
            case "^" -> fill.repeat(pad / 2) + sign + body + fill.repeat(pad - pad / 2);
            case "=" -> sign + fill.repeat(pad) + body;
            default -> fill.repeat(pad) + sign + body;
        };
    }
}
