package dev.towline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.HostLocks;
import dev.towline.host.linux.FileLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second agent on a host, as a process. */
@Timeout(120)
class SecondAgentTest {
    @TempDir
    Path folder;

    private Process run() throws IOException {
        Files.createDirectories(folder.resolve("components"));
        Path settings = Files.writeString(folder.resolve("agent.yaml"), """
                configRepo: { url: "file://%1$s/nowhere.git" }
                host: soar-1
                serviceManager: local
                root: %1$s/root
                components: %1$s/components
                """.formatted(folder));
        return new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "dev.towline.Main", "run",
                "--config", settings.toString())).redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()).start();
    }

    @Test
    void it_names_the_process_that_it_waits_for_and_obeys_TERM_at_once() throws Exception {
        FileLocks locks = new FileLocks(folder.resolve("root/var/lib/towline/locks"), Thread::sleep);
        Process second;
        try (HostLocks.Held _ = locks.tryAcquire("agent").orElseThrow()) {
            second = run();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Files.readString(folder.resolve("log"))
                    .contains("(process " + ProcessHandle.current().pid() + ")")) {
                assertTrue(second.isAlive() && System.nanoTime() < end, Files.readString(folder.resolve("log")));
                TimeUnit.MILLISECONDS.sleep(20);
            }
            second.destroy();
            assertTrue(second.waitFor(15, TimeUnit.SECONDS), "it ends");
        } finally {
            locks.holder("agent");
        }
        assertEquals(143, second.exitValue());
    }
}
