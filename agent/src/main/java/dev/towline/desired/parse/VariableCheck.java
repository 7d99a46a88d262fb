package dev.towline.desired.parse;

import dev.towline.desired.Component;
import dev.towline.desired.ComponentSpec;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.VariableSpec;
import dev.towline.desired.VariableValue;
import dev.towline.desired.VariableValue.Mistake;
import dev.towline.desired.Vars;
import dev.towline.source.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds what is written in {@code vars} against what the components declare, and blames the line that was written. */
final class VariableCheck {
    private VariableCheck() {}

    /** Values of a target that do not fit, and variables that its components need and nobody sets. */
    static List<Problem> values(TargetSpec target) {
        Set<Problem> problems = new LinkedHashSet<>();
        for (Component component : target.components()) {
            component.spec().variables()
                    .forEach((name, declared) -> value(target, component.spec().vars(), name, declared, problems));
        }
        return List.copyOf(problems);
    }

    private static void value(TargetSpec target, Vars defaults, String name, VariableSpec declared,
            Set<Problem> problems) {
        Vars vars = target.vars();
        if (!vars.values().containsKey(name)) {
            if (declared.required() && !defaults.values().containsKey(name)) {
                problems.add(Place.of(target.file()).problem("the variable '" + name + "' is missing",
                        "set it in 'vars': " + declared.text() + example(declared)));
            }
            return;
        }
        Place at = Objects.requireNonNullElse(vars.places().get(name), Place.of(target.file()));
        @Nullable
        Object value = vars.values().get(name);
        for (Mistake mistake : VariableValue.mistakes(declared, value, defaults.values().get(name))) {
            String message = of(target) + name + mistake.where() + ": " + mistake.message();
            if (problems.stream().noneMatch(p -> p.message().equals(message))) {
                problems.add(at.problem(message, (declared.text() + example(declared)).strip()));
            }
        }
        for (String other : declared.differs()) {
            if (value != null && !"".equals(value)
                    && value.equals(vars.values().getOrDefault(other, defaults.values().get(other)))) {
                problems.add(at.problem(of(target) + name + " and " + other + " are both '"
                        + Printable.of(String.valueOf(value), 60) + "'", "give one of them another value"));
            }
        }
    }

    /** Also where the value stands in a file of several sites. */
    private static String of(TargetSpec target) {
        return target.site().isPresent() ? "site " + target.name() + ": " : "";
    }

    private static String example(VariableSpec declared) {
        return declared.example().map(e -> ", for instance " + e).orElse("");
    }

    /**
     * Variables of one file that no component has, where all of them say which they have.
     *
     * @param texts the files that may use a variable besides the components' templates
     */
    static List<Problem> unknown(Vars written, Collection<Component> components, Collection<Component> others,
            Collection<String> texts) {
        if (components.isEmpty() || !components.stream().allMatch(Component::declares)) {
            return List.of();
        }
        Set<String> known = new TreeSet<>();
        components.forEach(c -> known.addAll(c.spec().variables().keySet()));
        List<Problem> problems = new ArrayList<>();
        for (String name : written.values().keySet()) {
            if (!known.contains(name) && texts.stream().noneMatch(text -> uses(text, name))) {
                Place at = Objects.requireNonNullElse(written.places().get(name), Place.of(""));
                problems.add(at.problem("no component has a variable '" + name + "'", remedy(name, known, others)));
            }
        }
        return problems;
    }

    private static String remedy(String name, Set<String> known, Collection<Component> others) {
        return others.stream().filter(c -> c.spec().variables().containsKey(name)).findFirst()
                .map(c -> "the component " + c.name()
                        + " has it: name that among the components, or remove the variable")
                .orElseGet(() -> Nearest.to(name, known).map(near -> "did you mean '" + near + "'?")
                        .orElse("remove it, or declare it in a component"));
    }

    private static boolean uses(String text, String name) {
        Pattern word = Pattern.compile("\\b" + name + "\\b");
        return text.lines().filter(line -> line.contains("{{") || line.contains("{%"))
                .anyMatch(line -> word.matcher(line).find());
    }

    /** A component's own defaults fit what it declares. */
    static List<Problem> defaults(ComponentSpec spec, Place whole) {
        if (spec.variables().isEmpty()) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        spec.vars().values().forEach((name, value) -> {
            VariableSpec declared = spec.variables().get(name);
            Place at = Objects.requireNonNullElse(spec.vars().places().get(name), whole);
            if (declared == null) {
                problems.add(at.problem("the variable '" + name + "' is not declared in 'variables'",
                        "add it: " + name + ": { type: line }"));
            } else if (!"".equals(value)) {
                VariableValue.mistakes(declared, value, null)
                        .forEach(m -> problems.add(at.problem(name + m.where() + ": " + m.message())));
            }
        });
        return problems;
    }
}
