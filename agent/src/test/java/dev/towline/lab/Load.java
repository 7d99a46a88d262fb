package dev.towline.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * wrk in the host's network, from {@link #start} to {@link #stop}: keep-alive connections that are reused until the
 * server closes them. Each pauses between two requests, so that two processors are left for what is tested.
 */
public final class Load {
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final DebianHost host;
    private final String url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>(Map.of("PAUSE_MS", "10"));
    private int connections = 8;
    private Duration timeout = Duration.ofSeconds(5);

    private Load(DebianHost host, String url) {
        this.host = host;
        this.url = url;
    }

    /** A URL as seen in the host's network, say {@code https://127.0.0.1/login/}. */
    public static Load on(DebianHost host, String url) {
        return new Load(host, url);
    }

    public Load header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Every request is a POST of this form. */
    public Load post(String form) {
        environment.put("POST_BODY", form);
        return this;
    }

    public Load connections(int number) {
        connections = number;
        return this;
    }

    /** How long a connection idles between two requests. */
    public Load pause(Duration between) {
        environment.put("PAUSE_MS", String.valueOf(between.toMillis()));
        return this;
    }

    /** An answer that takes longer counts as failed. */
    public Load timeout(Duration longest) {
        timeout = longest;
        return this;
    }

    /** The load, running; {@code stop} ends it and counts. */
    public final class Running implements AutoCloseable {
        private final Process wrk;
        private final Path output;

        private Running(Process wrk, Path output) {
            this.wrk = wrk;
            this.output = output;
        }

        /** On SIGINT wrk ends at once, and does not count the requests in flight. */
        public LoadResult stop() {
            try {
                Command.of("kill", "-INT", String.valueOf(wrk.pid())).run();
                if (!wrk.waitFor(20, TimeUnit.SECONDS)) {
                    throw new AssertionError("wrk did not stop");
                }
                return LoadResult.parse(Files.readString(output));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } finally {
                close();
            }
        }

        private void mustBeAlive() {
            if (!wrk.isAlive()) {
                throw new AssertionError("wrk ended: " + Command.of("cat", output.toString()).run().stdout());
            }
        }

        @Override
        public void close() {
            wrk.destroyForcibly();
        }
    }

    /** Returns when the first answer has come: what happens after this, happens under load. */
    public Running start() {
        try {
            Path folder = Files.createTempDirectory("towline-load");
            Path output = folder.resolve("wrk.txt");
            Path firstAnswer = folder.resolve("answered");
            var argv = new ArrayList<>(List.of("wrk", "--threads", "1", "--connections", String.valueOf(connections),
                    "--duration", LONGEST.toSeconds() + "s", "--timeout", timeout.toSeconds() + "s", "--latency",
                    "--script", LabFiles.at("load/count.lua").toString()));
            headers.forEach((name, value) -> argv.addAll(List.of("--header", name + ": " + value)));
            argv.add(url);
            // In a control group of its own: it outlives a power cut of the host, but not the next test run's clearing.
            String enter = new Cgroups(host.name() + "-load").enter() + "exec \"$@\"";
            Command command = new Command(argv, environment, "", LONGEST).with("FIRST_ANSWER", firstAnswer.toString())
                    .behind(host.network().enter())
                    .behind(List.of("sh", "-c", enter, "sh"));
            var running = new Running(command.start(ProcessBuilder.Redirect.to(output.toFile())), output);
            try {
                Await.until("a first answer from " + url, Duration.ofSeconds(20), () -> {
                    running.mustBeAlive();
                    return Files.exists(firstAnswer);
                });
            } catch (AssertionError e) {
                running.close();
                throw e;
            }
            return running;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Load while the action runs, and its count. */
    public LoadResult during(Runnable action) {
        try (Running running = start()) {
            action.run();
            return running.stop();
        }
    }
}
