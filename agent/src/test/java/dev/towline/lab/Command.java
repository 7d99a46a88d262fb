package dev.towline.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command on the machine that runs the tests: data first, run second. */
public record Command(List<String> argv, Map<String, String> environment, String input, Duration limit) {
    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    public static Command of(String... argv) {
        return of(List.of(argv));
    }

    public static Command of(List<String> argv) {
        return new Command(argv, Map.of(), "", Duration.ofMinutes(2));
    }

    public Command with(String name, String value) {
        var more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Command(argv, more, input, limit);
    }

    public Command input(String text) {
        return new Command(argv, environment, text, limit);
    }

    public Command limit(Duration longest) {
        return new Command(argv, environment, input, longest);
    }

    /** This command, run by another one: {@code nsenter … this}. */
    public Command behind(List<String> prefix) {
        var all = new ArrayList<>(prefix);
        all.addAll(argv);
        return new Command(all, environment, input, limit);
    }

    /** Runs to the end; a command that outlives its limit is killed and reported with exit 124, as timeout(1) does. */
    public ExecResult run() {
        try {
            Process process = start(ProcessBuilder.Redirect.PIPE);
            var out = new Reader(process.getInputStream());
            var err = new Reader(process.getErrorStream());
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException readerLeft) {
                // The exit code and stderr tell more than a broken pipe.
            }
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            return new ExecResult(argv, ended ? process.exitValue() : 124, out.text(), err.text());
        } catch (IOException e) {
            return new ExecResult(argv, 127, "", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + argv, e);
        }
    }

    public ExecResult runOk() {
        return run().orFail();
    }

    /** Starts and leaves running; standard error goes where standard output goes. */
    Process start(ProcessBuilder.Redirect output) throws IOException {
        var builder = new ProcessBuilder(argv).redirectOutput(output);
        if (output != ProcessBuilder.Redirect.PIPE) {
            builder.redirectErrorStream(true);
        }
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Reads meanwhile; and to the end, unless something that the command left in the background still holds the pipe. */
    private static final class Reader {
        private static final Duration PATIENCE = Duration.ofSeconds(2);
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Thread thread;

        Reader(InputStream stream) {
            thread = Thread.ofVirtual().start(() -> {
                try (stream) {
                    stream.transferTo(bytes);
                } catch (IOException closed) {
                    // What came until then is what there is.
                }
            });
        }

        String text() throws InterruptedException {
            boolean _ = thread.join(PATIENCE);
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
