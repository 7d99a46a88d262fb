package dev.towline.host.local;

import java.util.Set;

/** How a main process ended. */
enum Endings {
    SUCCESS, FAILURE;

    /** As systemd: 0, the unit's own success codes, and death by HUP, INT, PIPE or TERM are clean. */
    static Endings of(int code, Set<Integer> successCodes) {
        return successCodes.contains(code) || code == 129 || code == 130 || code == 141 || code == 143
                ? SUCCESS
                : FAILURE;
    }

    String describe(int code) {
        if (code < 0) {
            return "its exit code is not known (it was started by an earlier life of the agent)";
        }
        return code > 128 ? "signal " + (code - 128) : "exit code " + code;
    }
}
