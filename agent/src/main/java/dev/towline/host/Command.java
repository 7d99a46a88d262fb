package dev.towline.host;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A command as data: run second, compared in tests first. No shell is involved.
 *
 * @param user who runs it; null for the agent's own user
 * @param directory where it runs; null for {@code /}
 * @param environment added to a minimal environment (PATH, LANG, HOME); never holds a secret
 * @param input standard input, the way in for secrets
 * @param overlay a folder laid over {@code overlayAt} in a mount namespace of the command's own; null for none
 */
public record Command(List<String> argv, @Nullable String user, @Nullable String directory,
        Map<String, String> environment,
        byte[] input, Duration timeout, @Nullable Overlay overlay) {
    /** A staged tree that the command sees in the place of the real one. */
    public record Overlay(String staged, String at) {}

    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        Objects.requireNonNull(input);
        if (argv.isEmpty() || argv.getFirst().isBlank()) {
            throw new IllegalArgumentException("a command names a program");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a command has a timeout above zero");
        }
    }

    public static Command of(String... argv) {
        return of(List.of(argv));
    }

    public static Command of(List<String> argv) {
        return new Command(argv, null, null, Map.of(), new byte[0], Duration.ofMinutes(1), null);
    }

    public Command as(@Nullable String user) {
        return new Command(argv, user, directory, environment, input, timeout, overlay);
    }

    public Command in(@Nullable String directory) {
        return new Command(argv, user, directory, environment, input, timeout, overlay);
    }

    public Command with(Map<String, String> environment) {
        return new Command(argv, user, directory, environment, input, timeout, overlay);
    }

    public Command input(byte[] input) {
        return new Command(argv, user, directory, environment, input, timeout, overlay);
    }

    public Command within(Duration timeout) {
        return new Command(argv, user, directory, environment, input, timeout, overlay);
    }

    public Command over(@Nullable Overlay overlay) {
        return new Command(argv, user, directory, environment, input, timeout, overlay);
    }

    /** Never the input. */
    @Override
    public String toString() {
        return String.join(" ", argv);
    }
}
