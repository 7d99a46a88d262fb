package dev.towline.host.linux;

import dev.towline.host.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is really executed for a {@link Command}, as data. Everything given is an argument of its own, also in the one shell
 * text, which is constant.
 *
 * @param argv the command behind its wrappers
 * @param environment all of it; nothing is inherited
 */
record CommandLine(List<String> argv, Map<String, String> environment) {
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String BIND = "mount --bind \"$1\" \"$2\" && shift 2 && exec \"$@\"";

    CommandLine {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    /**
     * Who runs a command, looked up: setpriv and not runuser, because it opens no PAM session, which would put two lines into
     * the journal for every health check.
     */
    record RunAs(String user, int uid, int gid, String home) {}

    /**
     * @param base the environment before the command's own
     * @param runAs null for the agent's own user
     * @param root whether the agent is root; others get the overlay in a user namespace
     */
    static CommandLine of(Command command, Map<String, String> base,
            @org.jspecify.annotations.Nullable RunAs runAs, boolean root) {
        List<String> argv = new ArrayList<>();
        // A session of its own, so that a timeout finds all that it started.
        argv.add("setsid");
        if (command.overlay() != null) {
            argv.addAll(List.of("unshare", "--mount", "--propagation", "private"));
            if (!root) {
                argv.add("--map-root-user");
            }
            argv.addAll(List.of("--", "sh", "-c", BIND, "towline", command.overlay().staged(),
                    command.overlay().at()));
        }
        Map<String, String> environment = new TreeMap<>(base);
        if (runAs != null) {
            argv.addAll(List.of("setpriv", "--reuid", Integer.toUnsignedString(runAs.uid), "--regid",
                    Integer.toUnsignedString(runAs.gid), "--init-groups", "--"));
            environment.put("HOME", runAs.home);
            environment.put("USER", runAs.user);
            environment.put("LOGNAME", runAs.user);
        }
        argv.addAll(command.argv());
        environment.putAll(command.environment());
        return new CommandLine(argv, environment);
    }
}
