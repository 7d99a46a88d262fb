package dev.towline.render.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a filter, test or method takes: names in order; a leading {@code *} marks one that must be given. */
public record Parameters(List<String> names, int required) {
    public static Parameters of(String... names) {
        int required = 0;
        for (String name : names) {
            required += name.startsWith("*") ? 1 : 0;
        }
        return new Parameters(List.of(names).stream().map(n -> n.startsWith("*") ? n.substring(1) : n).toList(),
                required);
    }

    /** @param what names the callee in an error, as in "filter 'indent'" */
    public Bound bind(String what, Arguments arguments) {
        if (arguments.positional().size() > names.size()) {
            throw new PyError(what + " takes at most " + names.size() + " arguments, got "
                    + arguments.positional().size(), "see Ansible's documentation of it");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.positional().size(); i++) {
            values.put(names.get(i), arguments.positional().get(i));
        }
        arguments.named().forEach((name, value) -> {
            if (!names.contains(name)) {
                throw new PyError(what + " has no argument of this name",
                        names.isEmpty() ? "leave it out" : "it takes " + String.join(", ", names));
            }
            if (values.put(name, value) != null) {
                throw new PyError(what + " was given '" + name + "' twice");
            }
        });
        for (String name : names.subList(0, required)) {
            if (!values.containsKey(name)) {
                throw new PyError(what + " needs the argument '" + name + "'");
            }
        }
        return new Bound(what, values);
    }
}
