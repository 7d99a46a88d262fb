package dev.towline.desired.parse;

import dev.towline.desired.ComponentName;
import dev.towline.desired.HostSpec;
import dev.towline.desired.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Names of a host's file that nothing answers to. */
final class HostCheck {
    private HostCheck() {}

    static List<Problem> of(HostSpec host, Collection<ComponentName> components) {
        List<Problem> problems = new ArrayList<>();
        List<String> known = components.stream().map(ComponentName::value).toList();
        host.admit().stream().filter(c -> !components.contains(c.value()))
                .forEach(c -> problems.add(c.at().problem("there is no component '" + c.value() + "'",
                        Nearest.remedy(c.value().value(), known))));
        return problems;
    }
}
