package dev.towline.render;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command that makes something once: it runs only while {@code creates} is missing. */
public record SetupCommand(String name, List<String> argv, @Nullable String user, String creates) {
    public SetupCommand {
        argv = List.copyOf(argv);
        HostPath.check(creates);
    }
}
