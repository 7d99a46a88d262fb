package dev.towline.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.history.DeploymentId;
import dev.towline.history.History;
import dev.towline.history.Undo;
import dev.towline.history.memory.MemoryHistory;
import dev.towline.history.sqlite.SqliteHistory;
import dev.towline.host.Digest;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.Ownership;
import dev.towline.host.local.LocalHost;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A managed file that somebody has grown beyond what the agent's heap holds. */
class GrownFileTest {
    private static final TargetName CLUB = TargetName.site("club");
    private static final DeploymentId DEPLOYMENT = new DeploymentId("20261121-010203-aaaa");
    private static final long GROWN = 300L << 20;

    private static final PutsBack NOBODY = new PutsBack() {
        @Override
        public void putBack(Undo.PutBack undo) {
            throw new IllegalStateException("there is no database");
        }

        @Override
        public void takeBack(Undo.TakeBack undo) {
            throw new IllegalStateException("there is no database");
        }

        @Override
        public void drop(Undo.Drop undo) {
            throw new IllegalStateException("there is no database");
        }
    };

    @TempDir
    Path folder;

    private static Path grown(Path folder, long length) throws IOException {
        Path file = folder.resolve("motd");
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.writeBytes("grown by somebody");
            content.setLength(length);
        }
        return file;
    }

    /** What a drift correction does with one file, and then its undo, or the undo after the agent was killed. */
    static final class Correction {
        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Host host = LocalHost.open("h", folder, folder.resolve("state")).host();
            String path = folder.resolve("motd").toString();
            Digest before = host.files().digest(path);
            try (History history = SqliteHistory.open(folder.resolve("state/towline.db"))) {
                history.journal().open(CLUB, DEPLOYMENT);
                Undo inverse = new FileEffects(host.files(), history.journal()).inverse(path);
                history.journal().intend(CLUB, "write motd", inverse);
                host.files().write(path, "as Git has it".getBytes(StandardCharsets.UTF_8), Ownership.root(0644));
            }
            try (History history = SqliteHistory.open(folder.resolve("state/towline.db"))) {
                new Undoing(host, history.journal(), NOBODY).undo(CLUB);
                if (!host.files().digest(path).equals(before)) {
                    throw new IllegalStateException("another file came back");
                }
                try (var left = Files.list(folder.resolve("state/kept"))) {
                    if (left.findAny().isPresent()) {
                        throw new IllegalStateException("the kept bytes are still there");
                    }
                }
            }
        }
    }

    @Test
    void it_is_corrected_and_put_back_by_an_agent_with_a_small_heap() throws Exception {
        Path file = grown(folder, GROWN);
        Path output = folder.resolve("output");
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xmx48m", "-cp",
                System.getProperty("java.class.path"), Correction.class.getName(), folder.toString())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertTrue(child.waitFor(10, TimeUnit.MINUTES), "300 MiB are written twice to a disk that others use too");
        } finally {
            child.destroyForcibly();
        }
        assertEquals(0, child.exitValue(), () -> text(output));
        assertEquals(GROWN, Files.size(file));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void one_beyond_the_limit_of_an_undo_is_left_alone_and_no_revision_is_blamed() throws IOException {
        Path file = grown(folder, 5L << 30);
        Host host = LocalHost.open("h", folder, folder.resolve("state")).host();
        HostException e = assertThrows(HostException.class,
                () -> new FileEffects(host.files(), new MemoryHistory().journal()).inverse(file.toString()));
        assertEquals(HostException.Kind.DISK, e.kind());
        assertEquals(StepFailed.Fault.ENVIRONMENT, StepFailed.fault(e.kind()));
        assertTrue(String.valueOf(e.getMessage()).contains("1,024 MiB"), e.getMessage());
    }

    @Test
    void what_needs_a_file_as_a_whole_refuses_a_long_one() throws IOException {
        Path file = grown(folder, GROWN);
        Host host = LocalHost.open("h", folder, folder.resolve("state")).host();
        HostException e = assertThrows(HostException.class, () -> host.files().read(file.toString()));
        assertEquals(HostException.Kind.CONFLICT, e.kind());
        assertFalse(String.valueOf(e.getMessage()).isBlank());
    }
}
