package dev.towline.render.value;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/** The replacement of {@code re.sub}: text with {@code \1}, {@code \g<name>} and escapes. */
final class RegexReplacement {
    private final List<Object> parts = new ArrayList<>();
    private final String template;
    private int at;

    RegexReplacement(String template) {
        this.template = template;
        StringBuilder literal = new StringBuilder();
        while (at < template.length()) {
            char c = template.charAt(at++);
            if (c != '\\') {
                literal.append(c);
            } else {
                escape(literal);
            }
        }
        flush(literal);
    }

    private void flush(StringBuilder literal) {
        if (!literal.isEmpty()) {
            parts.add(literal.toString());
            literal.setLength(0);
        }
    }

    private void escape(StringBuilder literal) {
        if (at >= template.length()) {
            throw new PyError("bad escape at the end of a replacement");
        }
        char c = template.charAt(at++);
        if (c == 'g') {
            int end = template.indexOf('>', at);
            if (at >= template.length() || template.charAt(at) != '<' || end < 0) {
                throw new PyError("missing group name in a replacement");
            }
            flush(literal);
            String name = template.substring(at + 1, end);
            parts.add(name.chars().allMatch(Character::isDigit) && !name.isEmpty() && name.length() < 4
                    ? new Group(Integer.parseInt(name), "")
                    : new Group(-1, name));
            at = end + 1;
        } else if (c >= '1' && c <= '9') {
            int number = c - '0';
            if (at < template.length() && Character.isDigit(template.charAt(at))) {
                number = number * 10 + template.charAt(at++) - '0';
                if (at < template.length() && Character.isDigit(template.charAt(at))) {
                    throw new PyError("an octal escape in a replacement is not supported here");
                }
            }
            flush(literal);
            parts.add(new Group(number, ""));
        } else {
            literal.append(switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'f' -> '\f';
                case 'v' -> '\u000b';
                case 'a' -> '\u0007';
                case 'b' -> '\b';
                case '\\' -> '\\';
                default -> {
                    if (Character.isLetterOrDigit(c)) {
                        throw new PyError("bad escape \\" + c + " in a replacement", "write \\\\ for a backslash");
                    }
                    literal.append('\\');
                    yield c;
                }
            });
        }
    }

    void expand(Matcher matcher, StringBuilder out) {
        for (Object part : parts) {
            Limits.text(out.length());
            Work.spend(2);
            if (part instanceof Group group) {
                out.append(group.of(matcher));
            } else {
                out.append(part);
            }
        }
    }

    /** A group by number or, below 0, by name. */
    record Group(int number, String name) {
        String of(Matcher matcher) {
            try {
                String value = number >= 0 ? matcher.group(number) : matcher.group(name);
                return value == null ? "" : value;
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw new PyError("invalid group reference in a replacement");
            }
        }
    }
}
