package dev.towline.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.host.HostException;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power cut finds, and what somebody sees who reads meanwhile. */
class DurableWritesTest {
    private static final Ownership OURS = Ownership.root(0644);

    @TempDir
    Path temp;

    private final HostFiles files = LinuxFiles.asRoot(new NameTable(), Clock.systemUTC());

    @BeforeEach
    void onlyRoot() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What was forced to the disk meanwhile, by the JDK's own count: "file" for anything else than the folder. */
    private List<String> forced(Runnable doing) throws IOException {
        Path written = temp.resolve("forced.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withoutThreshold().withoutStackTrace();
            recording.start();
            doing.run();
            recording.stop();
            recording.dump(written);
        }
        return RecordingFile.readAllEvents(written).stream().map(this::what).toList();
    }

    private String what(RecordedEvent event) {
        return Path.of(String.valueOf(event.getString("path"))).equals(temp.resolve("work")) ? "folder" : "file";
    }

    private String path() throws IOException {
        return Files.createDirectories(temp.resolve("work")).resolve("club.conf").toString();
    }

    @Test
    void the_file_is_forced_to_the_disk_and_then_its_folder() throws IOException {
        String path = path();
        assertEquals(List.of("file", "folder"), forced(() -> files.write(path, bytes("new"), OURS)));
    }

    @Test
    void a_link_and_a_new_folder_are_durable_by_their_folder() throws IOException {
        String path = path();
        assertEquals(List.of("folder"), forced(() -> files.link(path, "/etc/motd")));
        assertEquals(List.of("folder"), forced(() -> files.makeDirectory(path + ".d", OURS)));
    }

    @Test
    void whoever_reads_meanwhile_sees_the_old_or_the_new_and_always_a_whole_file() throws Exception {
        String path = path();
        String one = "1".repeat(300_000);
        String two = "2".repeat(300_000);
        files.write(path, bytes(one), OURS);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        AtomicReference<@Nullable Object> wrong = new AtomicReference<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!done.get() && wrong.get() == null) {
                try {
                    String seen = Files.readString(Path.of(path));
                    if (!seen.equals(one) && !seen.equals(two)) {
                        wrong.set(seen.length() + " bytes");
                    }
                    reads.incrementAndGet();
                } catch (IOException e) {
                    wrong.set(e);
                }
            }
        });
        for (int write = 0; write < 200 || reads.get() < 200 && wrong.get() == null; write++) {
            files.write(path, bytes(write % 2 == 0 ? two : one), OURS);
        }
        done.set(true);
        reader.join();
        assertEquals(null, wrong.get());
    }

    @Test
    void a_write_that_fails_keeps_the_old_file() throws IOException {
        String path = path();
        files.write(path, bytes("old"), OURS);
        assertThrows(HostException.class,
                () -> files.write(path, bytes("new"), new Ownership("nobody-of-this-name", "nogroup", 0644)));
        assertEquals("old", Files.readString(Path.of(path)));
        try (var left = Files.list(temp.resolve("work"))) {
            assertTrue(left.allMatch(file -> file.toString().equals(path)));
        }
    }
}
