package dev.towline.cli;

import dev.towline.desired.Problem;
import dev.towline.desired.TargetName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Names that people type. */
final class Names {
    private Names() {}

    /**
     * Without the agent, where every name could be asked for.
     *
     * @throws Common.Invalid where neither Git, as it was fetched last, nor what is remembered has such a target
     */
    static void known(Session session, TargetName target) {
        Set<TargetName> names = new TreeSet<>(session.following().targets());
        names.addAll(session.bench().history().targets().known());
        names.addAll(session.bench().history().inventory().owners());
        if (!names.contains(target)) {
            throw Common.Invalid.of("SITE", "this host has no site '" + target + "'",
                    "it has: " + String.join(", ", names.stream().map(TargetName::value).toList()));
        }
    }

    static TargetName target(String name) {
        try {
            return new TargetName(name);
        } catch (IllegalArgumentException e) {
            throw new Common.Invalid(List
                    .of(new Problem("SITE", 0, 0, String.valueOf(e.getMessage()), "'towline status' lists the sites")));
        }
    }
}
