package dev.towline.host.local;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.linux.ProcessTree;
import dev.towline.host.linux.Waits;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The commands of one service, in its folder and environment, their output in its log. */
final class ServiceCommands {
    private final ServiceSpec spec;
    private final Map<String, String> environment;
    private final UnitLog log;

    private ServiceCommands(ServiceSpec spec, Map<String, String> environment, UnitLog log) {
        this.spec = spec;
        this.environment = environment;
        this.log = log;
    }

    static ServiceCommands of(ServiceSpec spec, UnitLog log) {
        return new ServiceCommands(spec, LocalEnvironment.of(spec), log);
    }

    /** Starts the main process, which leaves its mark before it becomes the program. */
    Process spawn(ExecLine line, PidFile pidFile) {
        List<String> argv = line.expand(environment);
        requireProgram(argv);
        return start(pidFile.wrap(argv), environment);
    }

    Duration startTimeout() {
        return spec.startTimeout();
    }

    /** Each in turn, to its end. */
    void runAll(List<ExecLine> lines, long mainPid) {
        lines.forEach(line -> run(line, mainPid));
    }

    /** Each in turn; what fails is in the log. */
    void runQuietly(List<ExecLine> lines, long mainPid) {
        for (ExecLine line : lines) {
            try {
                run(line, mainPid);
            } catch (HostException e) {
                log.say(spec.unit() + ": " + e.getMessage());
            }
        }
    }

    private void run(ExecLine line, long mainPid) {
        Map<String, String> with = new HashMap<>(environment);
        if (mainPid != 0) {
            with.put("MAINPID", Long.toString(mainPid));
        }
        List<String> argv = line.expand(with);
        if (!line.mayFail()) {
            requireProgram(argv);
        } else if (!LocalEnvironment.hasProgram(argv.getFirst(), environment)) {
            return;
        }
        Process process = start(Stream.concat(Stream.of("setsid"), argv.stream()).toList(), with);
        try {
            if (!process.waitFor(spec.startTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                new ProcessTree(process.pid()).kill();
                throw new HostException(Kind.REJECTED, "'" + argv.getFirst() + "' took longer than "
                        + spec.startTimeout().toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            new ProcessTree(process.pid()).kill();
            Thread.currentThread().interrupt();
            throw Waits.cancelled("'" + argv.getFirst() + "' of " + spec.unit() + " ran", e);
        }
        if (process.exitValue() != 0 && !line.mayFail()) {
            throw new HostException(Kind.REJECTED, "'" + argv.getFirst() + "' ended with exit code "
                    + process.exitValue());
        }
    }

    private Process start(List<String> argv, Map<String, String> with) {
        ProcessBuilder builder = new ProcessBuilder(argv).directory(new File(spec.directory()))
                .redirectInput(new File("/dev/null")).redirectErrorStream(true).redirectOutput(log.redirect());
        builder.environment().clear();
        builder.environment().putAll(with);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new HostException(Kind.REJECTED, "cannot start in " + spec.directory() + ": " + e.getMessage(), e);
        }
    }

    private void requireProgram(List<String> argv) {
        if (!LocalEnvironment.hasProgram(argv.getFirst(), environment)) {
            throw new HostException(Kind.REJECTED, "there is no program " + argv.getFirst());
        }
    }
}
