package dev.towline.desired;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one value of a declared variable looks like. Each form is closed: no value that fits it can end the word, quotation or line
 * that a template puts it into. A form that spans lines says so.
 */
public enum VariableForm {
    TEXT, LINE, INT, NUMBER, BOOL, VALUE, NAME, SIZE, NGINX_SIZE, DURATION, NGINX_TIME, PORT, PATH, RELATIVE_PATH, URL_PATH, URL, DATABASE_URL, DOMAIN, EMAIL, NETWORK, REGEX, COMMAND, CALENDAR, DOTTED_NAME, ENV_NAME, SECRET_NAME, IDENTIFIER, SETTING_NAME, HEADER_NAME, HEADER_VALUE, NGINX_VALUE;

    private static final Pattern PATH_CHARACTERS = Pattern.compile("[A-Za-z0-9._@+,:=~/-]{1,1000}");
    private static final Pattern V4 = Pattern
            .compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])");
    private static final Pattern V6 = Pattern.compile(
            "(?=[0-9a-fA-F:]{2,39}$)(?!.*::.*::)(?!:[^:])(?!.*[^:]:$)(?=([^:]*:){2,7}[^:]*$)([0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}");

    private final @Nullable Pattern pattern;

    VariableForm() {
        String text = form();
        this.pattern = text == null ? null : Pattern.compile(text);
    }

    /** As it is written in a component: {@code url-path}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a value must be, in words. */
    public String wanted() {
        return switch (this) {
            case TEXT -> "a text, also of several lines";
            case LINE -> "a text of one line";
            case INT -> "a whole number";
            case NUMBER -> "a number";
            case BOOL -> "true or false";
            case VALUE -> "a text of one line, a number, or true or false";
            case NAME -> "a name of letters, digits and ._-, for instance login";
            case SIZE -> "a size, for instance 400M or 1G";
            case NGINX_SIZE -> "a size, for instance 512k or 20m";
            case DURATION -> "a duration, for instance 500ms, 30s or 5m";
            case NGINX_TIME -> "a time, for instance 30s or 5m";
            case PORT -> "a port, 1 to 65535";
            case PATH -> "an absolute path of letters, digits and ._@+,:=~-, without '..'";
            case RELATIVE_PATH -> "a relative path of letters, digits and ._@+,:=~-, without '..'";
            case URL_PATH -> "a path below / that begins and ends with a slash, for instance /static/";
            case URL -> "a URL with http:// or https://";
            case DATABASE_URL -> "the URL of a database, for instance sqlite:////opt/club/shared/db.sqlite3";
            case DOMAIN -> "a domain name in small letters";
            case EMAIL -> "an e-mail address";
            case NETWORK -> "an address or a network, for instance 10.0.0.0/8 or 2001:db8::/32";
            case REGEX -> "a regular expression of one line without '\"'";
            case COMMAND -> "program and words of one line, without a word ';' and without '\\' at the end";
            case CALENDAR -> "a time as systemd writes it, for instance *:0/15 or Mon 10:00 UTC";
            case DOTTED_NAME -> "a name with dots, for instance club.settings";
            case ENV_NAME -> "a name of a variable of the environment";
            case SECRET_NAME -> "the name of a secret";
            case IDENTIFIER -> "a name of small letters, digits, _ and -";
            case SETTING_NAME -> "the name of a setting";
            case HEADER_NAME -> "the name of a header";
            case HEADER_VALUE -> "a text of one line without '$'";
            case NGINX_VALUE -> "one word without ;{}$#'\"\\ and blanks";
        };
    }

    /** For those that a regular expression describes whole. */
    private @Nullable String form() {
        return switch (this) {
            case NAME -> "[A-Za-z0-9_][A-Za-z0-9._-]{0,99}";
            case SIZE -> "[0-9]{1,15}|[0-9]{1,12}K|[0-9]{1,9}[MG]|[0-9]{1,6}T";
            case NGINX_SIZE -> "[0-9]{1,12}[kK]?|[0-9]{1,9}[mM]|[0-9]{1,6}[gG]";
            case DURATION -> "([0-9]{1,9}(ms|s|min|m|h|d))+|[0-9]{1,9}";
            case NGINX_TIME -> "(?=.)([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?([0-9]{1,6}ms)?";
            case URL_PATH -> "(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,16}/";
            case URL -> "https?://[A-Za-z0-9._~:/?#@!$&()*+,=%\\[\\]-]{1,1000}";
            case DATABASE_URL -> "[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&()*+,=%-]{0,1000}";
            case EMAIL -> "[A-Za-z0-9._%+][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}";
            case CALENDAR -> "[A-Za-z0-9*~][A-Za-z0-9 *:,./~_+-]{0,99}";
            case DOTTED_NAME -> "[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*){0,20}(:[A-Za-z_][A-Za-z0-9_]*)?";
            case ENV_NAME -> "[A-Za-z_][A-Za-z0-9_]{0,99}";
            case SECRET_NAME -> "[a-z][a-z0-9_]{0,63}";
            case IDENTIFIER -> "[a-z_][a-z0-9_-]{0,62}";
            case SETTING_NAME -> "[a-z_][a-z0-9_.]{0,62}";
            case HEADER_NAME -> "[A-Za-z0-9][A-Za-z0-9-]{0,99}";
            case HEADER_VALUE -> "[^$\\x00-\\x1f\\x7f-\\x9f]{0,4000}";
            case NGINX_VALUE -> "[^;{}$#'\"\\\\\\s\\x00-\\x1f\\x7f-\\x9f]{1,1000}";
            case TEXT, LINE, INT, NUMBER, BOOL, VALUE, PORT, PATH, RELATIVE_PATH, DOMAIN, NETWORK, REGEX, COMMAND ->
                null;
        };
    }

    public static Optional<VariableForm> named(String label) {
        for (VariableForm form : values()) {
            if (form.label().equals(label)) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }

    /** @param value a text, Long, Double or Boolean */
    boolean fits(Object value) {
        return switch (this) {
            case INT -> value instanceof Long;
            case PORT -> value instanceof Long number && number >= 1 && number <= 65535;
            case NUMBER -> value instanceof Long || value instanceof Double;
            case BOOL -> value instanceof Boolean;
            case VALUE -> value instanceof String text
                    ? isLine(text)
                    : value instanceof Long || value instanceof Double || value instanceof Boolean;
            case SIZE, NGINX_SIZE, DURATION -> fitsText(value instanceof Long ? value.toString() : value);
            default -> fitsText(value);
        };
    }

    private boolean fitsText(Object value) {
        if (!(value instanceof String text)) {
            return false;
        }
        if (pattern != null) {
            return pattern.matcher(text).matches();
        }
        return switch (this) {
            case TEXT -> text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
            case PATH -> text.startsWith("/") && isPath(text.substring(1));
            case RELATIVE_PATH -> isPath(text);
            case DOMAIN -> text.length() <= 253 && isDomain(text);
            case NETWORK -> isNetwork(text);
            case REGEX -> isLine(text) && !text.isEmpty() && text.indexOf('"') < 0 && isRegex(text);
            case COMMAND -> isCommand(text);
            default -> isLine(text);
        };
    }

    private static boolean isLine(String text) {
        return text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
    }

    private static boolean isPath(String text) {
        return PATH_CHARACTERS.matcher(text).matches()
                && java.util.Arrays.stream(text.split("/", -1))
                        .noneMatch(p -> p.isEmpty() || p.equals(".") || p.equals(".."));
    }

    private static boolean isDomain(String text) {
        try {
            return !new DomainName(text).isWildcard();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean four = V4.matcher(address).matches();
        boolean six = V6.matcher(address).matches() && (address.contains("::") || address.split(":", -1).length == 8);
        if (slash < 0) {
            return four || six;
        }
        String bits = text.substring(slash + 1);
        return (four || six) && bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= (four ? 32 : 128);
    }

    private static boolean isRegex(String text) {
        try {
            Pattern.compile(text);
            return true;
        } catch (java.util.regex.PatternSyntaxException _) {
            return false;
        }
    }

    /** systemd begins another command after a word ';', and joins lines at a backslash. */
    private static boolean isCommand(String text) {
        return isLine(text) && !text.isBlank() && !text.endsWith("\\") && balanced(text)
                && java.util.Arrays.stream(text.split(" ", -1)).noneMatch(";"::equals);
    }

    private static boolean balanced(String text) {
        char open = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (open == 0 && (c == '"' || c == '\'')) {
                open = c;
            } else if (c == open) {
                open = 0;
            }
        }
        return open == 0;
    }
}
