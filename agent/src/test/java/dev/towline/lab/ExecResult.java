package dev.towline.lab;

import java.util.List;

/** How a command ended. */
public record ExecResult(List<String> argv, int exit, String stdout, String stderr) {
    public ExecResult {
        argv = List.copyOf(argv);
    }

    public boolean ok() {
        return exit == 0;
    }

    /** Standard output without the last line's end. */
    public String line() {
        return stdout.strip();
    }

    public ExecResult orFail() {
        if (!ok()) {
            throw new AssertionError("exit %d of %s%n%s%n%s".formatted(exit, String.join(" ", argv), stdout, stderr));
        }
        return this;
    }
}
