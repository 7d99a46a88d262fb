package dev.towline.demo;

import dev.towline.secret.AccessToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The agent as a process of its own, as on a host, and the command line that asks it. */
final class DemoAgent implements AutoCloseable {
    /** Orderly: services stop first. */
    private static final Duration GRACE = Duration.ofSeconds(25);
    private static final Duration COMMAND = Duration.ofSeconds(30);

    private final Path program;
    private final DemoFolder folder;
    private final Process process;

    private DemoAgent(Path program, DemoFolder folder, Process process) {
        this.program = program;
        this.folder = folder;
        this.process = process;
    }

    static DemoAgent start(Path home, DemoFolder folder, String configUrl, Ports ports, String hookSecret,
            AccessToken reader)
            throws IOException {
        Path secret = folder.path().resolve("hook.secret");
        Files.createFile(secret,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, hookSecret);
        Files.writeString(folder.settings(), """
                # The agent of 'towline demo'.
                configRepo: { url: "%s" }
                host: demo
                serviceManager: local
                root: "%s"
                listen: 127.0.0.1:%d
                poll: { interval: 2s, jitter: 10%%, maxBackoff: 10s }
                hooks: [{ id: github, secretFile: hook.secret }]
                api: { tokens: [{ name: demo, scope: read, sha256: %s }] }
                """.formatted(configUrl, folder.root(), ports.agent(), reader.sha256()));
        Path program = home.resolve("bin/towline");
        Process process = command(program, folder, List.of("run"))
                .redirectErrorStream(true).redirectOutput(folder.log().toFile()).start();
        process.getOutputStream().close();
        return new DemoAgent(program, folder, process);
    }

    private static ProcessBuilder command(Path program, DemoFolder folder, List<String> words) {
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(words);
        line.addAll(List.of("--config", folder.settings().toString()));
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.path().toFile());
        // The Java that runs this one, and no file of its own outside of the folder.
        builder.environment().put("TOWLINE_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("TOWLINE_JAVA_OPTS",
                "-XX:-UsePerfData -Djava.io.tmpdir=" + folder.temporary());
        return builder;
    }

    /** What the command line prints when it is asked so. */
    String tell(String... words) {
        try {
            Process asked = command(program, folder, List.of(words)).redirectErrorStream(true).start();
            asked.getOutputStream().close();
            String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!asked.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
                asked.destroyForcibly();
            }
            return text.stripTrailing();
        } catch (IOException e) {
            throw new StoryBroken("'towline " + String.join(" ", words) + "' did not run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }

    boolean runs() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** The last lines of its log. */
    String lastLines(int count) {
        try {
            List<String> lines = Files.readAllLines(folder.log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException e) {
            return folder.log() + ": " + e.getMessage();
        }
    }

    /** Stops it, and whatever it could not stop itself. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        leftBehind().forEach(left -> {
            left.destroyForcibly();
            left.onExit().orTimeout(5, TimeUnit.SECONDS).exceptionally(late -> left).join();
        });
    }

    /** Processes that work in the demo's folder. Its name is the demo's own, so they are ours. */
    private List<ProcessHandle> leftBehind() {
        String root = folder.root() + "/";
        return ProcessHandle.allProcesses().filter(handle -> handle.pid() != ProcessHandle.current().pid())
                .filter(handle -> handle.info().arguments()
                        .map(words -> List.of(words).stream().anyMatch(word -> word.startsWith(root)))
                        .orElse(false))
                .toList();
    }
}
