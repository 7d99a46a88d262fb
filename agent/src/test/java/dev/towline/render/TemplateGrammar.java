package dev.towline.render;

import dev.towline.render.filter.Library;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random templates of the language's whole grammar: mostly well formed, small, and with values that grow fast. */
final class TemplateGrammar {
    private static final List<String> NAMES = List.of("a", "b", "c", "loop.index", "ns.v", "missing");
    private static final List<String> BINARY = List.of("+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=",
            ">", ">=", "in", "not in", "and", "or");
    private static final List<String> CONSTANTS = List.of("0", "1", "-1", "7", "100000", "9223372036854775807", "1.5",
            "1e300", "''", "'a'", "'a b\\nc'", "'%s %d'", "'{0} {}'", "'(a+)+$'", "'\\\\1'", "'é\\u0001'",
            "'[1, {\"a\": 2}]'",
            "'- 1\\n- {a: b}'", "none", "true", "[]", "{}", "(1, 2)", "range(9)", "'1.2.3'", "'10 MB'", "'/a/../b'");

    private final Random random;
    private final List<String> filters = List.copyOf(Library.filters());
    private final List<String> tests = Library.tests().stream().filter(t -> t.matches("[a-z_]+")).toList();
    private final List<String> methods = List.copyOf(HostileTemplates.methods());

    TemplateGrammar(Random random) {
        this.random = random;
    }

    String template() {
        StringBuilder text = new StringBuilder("{% set ns = namespace(v=[1]) %}{% set a = " + expression(2)
                + " %}{% set b = " + expression(3) + " %}{% set c = [a, b] %}");
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(statement(3));
        }
        return random.nextInt(20) == 0 ? broken(text) : text.toString();
    }

    private String broken(StringBuilder text) {
        int at = random.nextInt(text.length());
        return random.nextBoolean()
                ? text.deleteCharAt(at).toString()
                : text.insert(at, pick(List.of("{%", "}}", "(", "'", "|", "\\", "{#", "%}", "\u0000"))).toString();
    }

    private String statement(int depth) {
        String inner = depth == 0 ? "x" : statement(depth - 1);
        return switch (random.nextInt(12)) {
            case 0 -> "{% if " + expression(3) + " %}" + inner + "{% else %}y{% endif %}";
            case 1 -> "{% for i in " + expression(3) + " %}" + inner + "{% else %}n{% endfor %}";
            case 2 -> "{% for i in range(" + (1 << random.nextInt(8)) + ") %}{% set ns.v = "
                    + pick(List.of("[ns.v, ns.v]",
                            "ns.v + ns.v", "{'k': ns.v}", "(ns.v, ns.v)", "ns.v ~ ns.v", "[ns.v]"))
                    + " %}{% endfor %}" + inner;
            case 3 -> "{% macro m(p=" + expression(1) + ") %}" + inner + "{{ p }}{% endmacro %}{{ m(" + expression(2)
                    + ") }}";
            case 4 -> "{% macro r(p) %}" + inner + "{{ r(p) }}{% endmacro %}{{ r(" + expression(1) + ") }}";
            case 5 -> "{% set a %}" + inner + "{% endset %}";
            case 6 -> "{% filter " + pick(filters) + " %}" + inner + "{% endfilter %}";
            case 7 -> "{% for i in c recursive %}{{ loop(" + pick(List.of("c", "i", "[i]")) + ") }}{% endfor %}";
            case 8 -> "{% with a = " + expression(2) + " %}" + inner + "{% endwith %}";
            case 9 -> "{% set _ = ns.v." + pick(methods) + "(" + arguments() + ") %}";
            default -> "{{ " + expression(4) + " }}";
        };
    }

    private String expression(int depth) {
        if (depth == 0) {
            return random.nextInt(3) == 0 ? pick(NAMES) : pick(CONSTANTS);
        }
        String one = expression(depth - 1);
        return switch (random.nextInt(12)) {
            case 0, 1 -> "(" + one + " " + pick(BINARY) + " " + expression(depth - 1) + ")";
            case 2, 3, 4 -> "(" + one + ") | " + pick(filters) + (random.nextBoolean() ? "" : "(" + arguments() + ")");
            case 5 -> "(" + one + ")." + pick(methods) + "(" + arguments() + ")";
            case 6 -> "(" + one + ") is " + pick(tests) + (random.nextBoolean() ? "" : "(" + arguments() + ")");
            case 7 -> "(" + one + ")[" + pick(List.of("0", "-1", "'a'", ":2", "::-1", "1::100000")) + "]";
            case 8 -> "[" + one + ", " + expression(depth - 1) + "]";
            case 9 -> "{'k': " + one + ", " + pick(CONSTANTS) + ": 1}";
            case 10 -> "(" + one + " if " + expression(depth - 1) + " else " + expression(depth - 1) + ")";
            default -> one;
        };
    }

    private String arguments() {
        List<String> given = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            given.add(expression(random.nextInt(2)));
        }
        return String.join(", ", given);
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
