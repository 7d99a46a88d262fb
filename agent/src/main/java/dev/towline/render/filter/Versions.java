package dev.towline.render.filter;

import dev.towline.render.value.Bound;
import dev.towline.render.value.Comparison;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Printing;
import dev.towline.render.value.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ansible's {@code version} test, with distutils' loose versions and semantic ones. */
final class Versions {
    private static final Pattern LOOSE = Pattern.compile("\\d+|[a-z]+|\\.|[^\\da-z.]+");
    private static final Pattern SEMANTIC = Pattern
            .compile("(0|[1-9]\\d{0,17})\\.(0|[1-9]\\d{0,17})\\.(0|[1-9]\\d{0,17})(?:\\+[0-9A-Za-z.-]+)?");

    private static final int LONGEST = 1_000;

    private Versions() {}

    static boolean compare(Object value, Bound a) {
        if (!Truth.of(value) || !Truth.of(a.get("version"))) {
            throw new PyError("version: a version is empty");
        }
        if (a.flag("strict", false)) {
            throw new PyError("version: strict is not supported here", "use version_type='semver' or the default");
        }
        boolean semantic = switch (a.text("version_type", "loose")) {
            case "loose" -> false;
            case "semver", "semantic" -> true;
            default -> throw new PyError("version: this version_type is not supported here", "use loose or semver");
        };
        List<Object> left = semantic ? semantic(value) : loose(value);
        List<Object> right = semantic ? semantic(a.get("version")) : loose(a.get("version"));
        int order = Comparison.equal(left, right) ? 0 : Comparison.compare(left, right);
        return switch (a.text("operator", "eq")) {
            case "==", "=", "eq" -> order == 0;
            case "!=", "<>", "ne" -> order != 0;
            case "<", "lt" -> order < 0;
            case "<=", "le" -> order <= 0;
            case ">", "gt" -> order > 0;
            case ">=", "ge" -> order >= 0;
            default -> throw new PyError("version: unknown operator", "use ==, !=, <, <=, > or >=");
        };
    }

    private static String text(Object version) {
        String text = Printing.text(version);
        if (text.length() > LONGEST) {
            throw PyError.limit("a version of more than " + LONGEST + " characters");
        }
        return text;
    }

    private static List<Object> loose(Object version) {
        List<Object> parts = new ArrayList<>();
        Matcher matcher = LOOSE.matcher(text(version));
        while (matcher.find()) {
            String part = matcher.group();
            if (Character.isDigit(part.charAt(0)) && part.length() < 18) {
                parts.add(Long.parseLong(part));
            } else if (!part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static List<Object> semantic(Object version) {
        Matcher matcher = SEMANTIC.matcher(text(version));
        if (!matcher.matches()) {
            throw new PyError("version: not a semantic version of three numbers",
                    "pre-releases are not supported here");
        }
        return new ArrayList<>(List.of(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3))));
    }
}
