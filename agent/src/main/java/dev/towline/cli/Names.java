package dev.towline.cli;

import dev.towline.desired.Problem;
import dev.towline.desired.TargetName;
import java.util.List;

/** Names that people type. */
final class Names {
    private Names() {}

    static TargetName target(String name) {
        try {
            return new TargetName(name);
        } catch (IllegalArgumentException e) {
            throw new Common.Invalid(List
                    .of(new Problem("SITE", 0, 0, String.valueOf(e.getMessage()), "'towline status' lists the sites")));
        }
    }
}
