package dev.towline.render;

import dev.towline.render.filter.Library;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Every filter, test, method and operator of the language with every kind of hostile input, and random templates over all of them, in a
 * process with a small heap. Prints the case before it is tried, so that the one that kills the process is the last line.
 *
 * <p>Arguments: seed, how many of the table (0: all of it), how many random templates, and from where of the table.
 */
final class HostileTemplates {
    private static final Duration LONGEST = Duration.ofSeconds(13);

    private static final Map<String, String> INPUTS = new LinkedHashMap<>();
    private static final List<String> OPERATORS = List.of("==", "!=", "<", "<=", ">", ">=", "in", "not in", "+", "-",
            "*", "/", "//", "%", "**", "~", "and", "or");
    private static final List<String> ARGUMENTS = List.of("", "x", "1", "3", "2000000000", "'a'", "x, x", "x, 'b'",
            "x, 3", "'(a|a?)+$'", "attribute='a'", "width=1", "1, x");

    static {
        texts();
        lists();
        nested("shared lists", "[ns.v, ns.v]", 60);
        nested("shared tuples", "(ns.v, ns.v)", 60);
        nested("shared dicts", "{'a': ns.v, 'b': ns.v}", 60);
        nested("a deep list", "[ns.v]", 95);
        nested("a list that is too deep", "[ns.v]", 20_000);
        nested("a tuple that is too deep", "(ns.v,)", 20_000);
        nested("a dict that is too deep", "{'a': ns.v}", 20_000);
        INPUTS.put("a list in itself", "{% set x = [1] %}{% set _ = x.append(x) %}");
        INPUTS.put("a dict in itself", "{% set x = {'a': 1} %}{% set _ = x.update({'a': x}) %}");
        INPUTS.put("a large number", "{% set x = 9223372036854775807 %}");
        INPUTS.put("the smallest number", "{% set x = -9223372036854775807 - 1 %}");
        INPUTS.put("a large float", "{% set x = 1.0e308 %}");
        INPUTS.put("nothing", "{% set x = none %}");
    }

    private static void texts() {
        text("letters", "'a' * 1000000");
        text("two million letters", "'a' * 2000000");
        text("digits", "'9' * 1000000");
        text("underscored digits", "'1_1' * 300000");
        text("blanks", "' ' * 1000000");
        text("newlines", "'\\n' * 1000000");
        text("words", "'ab cd-ef ' * 100000");
        text("a path", "'/a/..' * 100000");
        text("quotes", "\"<'&\" * 300000");
        text("controls", "'\\u0001\\u200b' * 200000");
        text("beyond the basic plane", "'\\U0001f600' * 200000");
        text("braces", "'{:>1000000}' * 50");
        text("percents", "'%1000000s' * 50");
        text("YAML", "'- &a [*a, ' * 5000");
        text("YAML that laughs",
                "'a: &a [1,1,1,1,1,1,1,1]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\\n"
                        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\\n"
                        + "g: &g [*f,*f,*f,*f,*f,*f,*f,*f]\\n'");
        text("JSON", "'[' * 100000");
        text("wide JSON", "'[' ~ '[],' * 300000 ~ '[]]'");
        text("groups of a regular expression", "'(' * 5000");
        text("an evil regular expression", "'((a{1000}){1000}){1000}(x+x+)+y'");
        text("percent signs of a URL", "'%41' * 300000");
        text("a version", "'1.2.' * 100000");
    }

    private static void text(String name, String expression) {
        INPUTS.put(name, "{% set x = " + expression + " %}");
    }

    private static void lists() {
        INPUTS.put("numbers", "{% set x = range(100000) | list %}");
        INPUTS.put("a range", "{% set x = range(100000) %}");
        INPUTS.put("thirty numbers", "{% set x = range(30) | list %}");
        INPUTS.put("texts", "{% set x = range(50000) | map('string') | list %}");
        INPUTS.put("long texts", "{% set x = ['a' * 500000] * 100 %}");
        INPUTS.put("lists", "{% set x = [[1, 2]] * 50000 %}");
        INPUTS.put("unlike lists", "{% set x = range(6000) | batch(1) | list %}");
        INPUTS.put("dicts", "{% set x = [{'a': 1}] * 20000 %}");
        INPUTS.put("a dict", "{% set x = dict(range(50000) | zip(range(50000))) %}");
    }

    private static void nested(String name, String step, int times) {
        INPUTS.put(name, "{% set ns = namespace(v=1) %}{% for i in range(" + times + ") %}{% set ns.v = " + step
                + " %}{% endfor %}{% set x = ns.v %}");
    }

    private HostileTemplates() {}

    static List<String> table() {
        List<String> all = new ArrayList<>();
        INPUTS.forEach((name, prelude) -> uses().forEach(use -> all.add(prelude + use)));
        return all;
    }

    private static List<String> uses() {
        List<String> uses = new ArrayList<>(List.of("{{ x }}", "{% for i in x %}{{ i }}{% endfor %}", "{{ x[0] }}",
                "{{ x[::2] }}", "{{ x[1:] }}", "{{ {x: 1} }}", "{{ -x }}", "{{ not x }}", "{{ range(x) }}",
                "{{ dict(x) }}", "{% include x %}", "{{ cycler(*x).next() }}",
                "{% for i in range(100000) %}{{ x }}{% endfor %}",
                "{% for i in range(100000) %}{% if x == x[0] %}{% endif %}{% endfor %}",
                "{% for i in range(100000) %}{{ x[90] }}{% endfor %}",
                "{% for i in range(100000) %}{% set _ = x | length %}{% endfor %}"));
        OPERATORS.forEach(op -> uses.add("{% if x " + op + " x %}{% endif %}"));
        OPERATORS.forEach(op -> uses.add("{% set y = x | list %}{% if y " + op + " x %}{% endif %}"));
        List<String> changing = List.of(
                "{% set ns2 = namespace(v=x) %}{% for i in range(40) %}{% set ns2.v = ns2.v + ns2.v %}{% endfor %}");
        uses.addAll(changing);
        for (String filter : Library.filters()) {
            ARGUMENTS.forEach(a -> uses.add("{{ x | " + filter + (a.isEmpty() ? "" : "(" + a + ")") + " }}"));
            uses.add("{{ x | map('" + filter + "') | list | length }}");
        }
        for (String test : Library.tests()) {
            if (test.matches("[a-z_]+")) {
                for (String a : List.of("", "(x)", "('a')", "('(a|a?)+$')")) {
                    uses.add("{{ x is " + test + a + " }}");
                }
            }
        }
        for (String method : methods()) {
            ARGUMENTS.forEach(a -> uses.add("{{ x." + method + "(" + a + ") }}"));
        }
        return uses;
    }

    static SortedSet<String> methods() {
        SortedSet<String> names = new TreeSet<>();
        for (String owner : List.of("StringMethods", "ListMethods", "DictMethods")) {
            try {
                var field = Class.forName("dev.towline.render.value." + owner).getDeclaredField("ALL");
                field.setAccessible(true);
                ((Map<?, ?>) field.get(null)).keySet().forEach(name -> names.add((String) name));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return names;
    }

    public static void main(String[] args) {
        long seed = Long.parseLong(args[0]);
        int most = Integer.parseInt(args[1]);
        int random = Integer.parseInt(args[2]);
        int from = args.length > 3 ? Integer.parseInt(args[3]) : 0;
        List<String> table = table();
        if (most > 0) {
            Collections.shuffle(table, new Random(seed));
            table = table.subList(0, Math.min(most, table.size()));
        }
        int bad = 0;
        for (int i = from; i < table.size(); i++) {
            bad += tried(i, table.get(i)) ? 0 : 1;
        }
        TemplateGrammar grammar = new TemplateGrammar(new Random(seed));
        for (int i = 0; i < random; i++) {
            bad += tried(i, grammar.template()) ? 0 : 1;
        }
        System.out.println("tried " + (table.size() - from + random) + ", bad " + bad);
        System.exit(bad == 0 ? 0 : 1);
    }

    private static boolean tried(int number, String template) {
        System.out.println("case " + number + ": " + template);
        long began = System.nanoTime();
        String how = "rendered";
        try {
            new TemplateEngine((name, from) -> Optional.empty()).render(new TemplateSource("hostile.j2", template),
                    Map.of());
        } catch (RenderException e) {
            how = String.valueOf(e.getMessage());
        } catch (Throwable e) {
            how = "BAD " + e;
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        boolean well = !how.startsWith("BAD") && !how.contains(TemplateEngine.UNEXPECTED)
                && millis < LONGEST.toMillis();
        if (!well || millis > 1_500) {
            System.out.println((well ? "SLOW " : "BAD ") + millis + " ms: " + template + " -> "
                    + how.substring(0, Math.min(how.length(), 200)));
        }
        return well;
    }
}
