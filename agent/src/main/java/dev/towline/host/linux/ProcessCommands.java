package dev.towline.host.linux;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.linux.CommandLine.RunAs;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Commands as processes in sessions of their own. */
public final class ProcessCommands implements Commands {
    /** How long outputs may stay open after the program ended, because something it started holds them. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final NameTable names;
    private final boolean root;
    private final boolean switchesUser;
    private final Map<String, String> base;

    private ProcessCommands(NameTable names, boolean root, boolean switchesUser, Map<String, String> base) {
        this.names = names;
        this.root = root;
        this.switchesUser = switchesUser;
        this.base = Map.copyOf(base);
    }

    /** For an agent that is root. */
    public static ProcessCommands asRoot(NameTable names) {
        return new ProcessCommands(names, true, true,
                Map.of("PATH", CommandLine.PATH, "LANG", "C.UTF-8", "HOME", "/root"));
    }

    /** Everything runs as the user who runs the agent, with that user's own search path; root's needs no user namespace. */
    public static ProcessCommands asUser(NameTable names, boolean root) {
        String path = System.getenv("PATH");
        return new ProcessCommands(names, root, false, Map.of("PATH", path == null ? CommandLine.PATH : path,
                "LANG", "C.UTF-8", "HOME", System.getProperty("user.home", "/")));
    }

    @Override
    public CommandResult run(Command command) {
        requireProgram(command);
        CommandLine line = CommandLine.of(command, base, runAs(command.user()), root);
        ProcessBuilder builder = new ProcessBuilder(line.argv());
        builder.environment().clear();
        builder.environment().putAll(line.environment());
        builder.directory(new File(command.directory() == null ? "/" : command.directory()));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new HostException(Kind.CONFLICT, "cannot run '" + command.argv().getFirst() + "' in "
                    + builder.directory() + ": " + e.getMessage(), e);
        }
        return await(command, process);
    }

    private static CommandResult await(Command command, Process process) {
        OutputTail out = new OutputTail();
        OutputTail err = new OutputTail();
        Thread drainOut = Thread.startVirtualThread(() -> out.drain(process.getInputStream()));
        Thread drainErr = Thread.startVirtualThread(() -> err.drain(process.getErrorStream()));
        Thread.startVirtualThread(() -> feed(process, command.input()));
        ProcessTree tree = new ProcessTree(process.pid());
        try {
            if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process, tree);
                join(process, drainOut, drainErr);
                throw new HostException(Kind.TIMEOUT, "'" + command + "' took longer than "
                        + command.timeout().toSeconds() + " s and was stopped");
            }
            join(process, drainOut, drainErr);
        } catch (InterruptedException e) {
            kill(process, tree);
            Thread.currentThread().interrupt();
            throw Waits.cancelled("'" + command + "' ran", e);
        }
        CommandResult result = new CommandResult(process.exitValue(), out.text(), err.text());
        if (command.overlay() != null && !result.ok() && result.stderr().startsWith("unshare: ")) {
            throw new HostException(Kind.CONFLICT, "cannot lay a staged tree over " + command.overlay().at() + " for '"
                    + command + "': " + result.stderr().strip() + " (mount namespaces are not allowed here)");
        }
        return result;
    }

    /** The process itself too, because it may not have come to lead its session yet. */
    private static void kill(Process process, ProcessTree tree) {
        tree.kill();
        process.destroyForcibly();
    }

    private static void join(Process process, Thread... drains) throws InterruptedException {
        for (Thread drain : drains) {
            if (!drain.join(LINGER)) {
                closeQuietly(process);
            }
        }
    }

    private static void closeQuietly(Process process) {
        try (var out = process.getInputStream(); var err = process.getErrorStream()) {
            out.available();
            err.available();
        } catch (IOException e) {
            return;
        }
    }

    private static void feed(Process process, byte[] input) {
        try (OutputStream to = process.getOutputStream()) {
            to.write(input);
        } catch (IOException e) {
            // The program ended without reading all of it; its exit code says whether that is an error.
            return;
        }
    }

    private @Nullable RunAs runAs(@Nullable String user) {
        if (user == null || !switchesUser || user.equals("root")) {
            return null;
        }
        return names.user(user).map(u -> new RunAs(u.name(), u.uid(), u.gid(), u.home()))
                .orElseThrow(() -> new HostException(Kind.CONFLICT, "there is no user '" + user + "' on this host"));
    }

    /** Asked before, because behind the wrappers a missing program looks like one that says no. */
    private void requireProgram(Command command) {
        if (find(command).isEmpty()) {
            throw new HostException(Kind.CONFLICT,
                    "there is no program '" + command.argv().getFirst() + "' on this host");
        }
    }

    private java.util.Optional<Path> find(Command command) {
        String program = command.argv().getFirst();
        if (program.contains("/")) {
            Path at = Path.of(command.directory() == null ? "/" : command.directory()).resolve(program);
            return java.util.Optional.of(at).filter(Files::isExecutable);
        }
        String path = command.environment().getOrDefault("PATH", base.getOrDefault("PATH", CommandLine.PATH));
        return java.util.Arrays.stream(path.split(":", -1)).filter(p -> p.startsWith("/"))
                .map(p -> Path.of(p).resolve(program))
                .filter(p -> Files.isRegularFile(p) && Files.isExecutable(p)).findFirst();
    }
}
