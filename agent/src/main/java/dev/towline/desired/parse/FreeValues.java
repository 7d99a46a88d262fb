package dev.towline.desired.parse;

import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.Vars;
import dev.towline.source.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables: any YAML, as plain Java values. */
final class FreeValues {
    private final List<Problem> problems;

    FreeValues(List<Problem> problems) {
        this.problems = problems;
    }

    @Nullable
    Vars vars(Node node) {
        if (!(node instanceof Node.Fields fields)) {
            problems.add(
                    node.at().problem("here belongs a mapping of variables and not " + node.kind(), "name: value"));
            return null;
        }
        int before = problems.size();
        fields.entries().forEach((name, entry) -> checkName(name, entry.at()));
        Map<String, @Nullable Object> values = mapping(fields);
        Map<String, Place> places = new LinkedHashMap<>();
        fields.entries().forEach((name, entry) -> places.put(name, entry.at()));
        return problems.size() == before ? new Vars(values, places) : null;
    }

    private void checkName(String name, Place at) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,99}")) {
            problems.add(at.problem("'" + Printable.of(name, 60) + "' is no name of a variable",
                    "letters, digits and _, and no digit first"));
        } else if (Vars.RESERVED.contains(name)) {
            problems.add(at.problem("'" + name + "' is what Towline itself gives to templates", "choose another name"));
        }
    }

    private Map<String, @Nullable Object> mapping(Node.Fields fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        fields.entries().forEach((name, entry) -> values.put(name, value(entry.value())));
        return Collections.unmodifiableMap(values);
    }

    private @Nullable Object value(Node node) {
        return switch (node) {
            case Node.Text text -> text(text);
            case Node.Whole whole -> whole.value();
            case Node.Decimal decimal -> decimal.value();
            case Node.Flag flag -> flag.value();
            case Node.Nothing _ -> null;
            case Node.Items items -> {
                List<@Nullable Object> values = new ArrayList<>();
                items.nodes().forEach(n -> values.add(value(n)));
                yield Collections.unmodifiableList(values);
            }
            case Node.Fields fields -> mapping(fields);
        };
    }

    /** Ansible would fill an expression in here; printing it as it stands would be silently something else. */
    private String text(Node.Text text) {
        if (text.text().contains("{{") || text.text().contains("{%")) {
            problems.add(
                    text.at().problem("a variable's value is no template: '{{' and '{%' would stand there as they are",
                            "put the expression into the template that uses the variable"));
        }
        return text.text();
    }
}
