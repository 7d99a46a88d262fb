package dev.towline.host.local;

import dev.towline.host.linux.DiskErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What a unit printed. The unit appends to the file itself, so that the agent's death does not cost it its output. */
final class UnitLog {
    private static final long MOST = 8L * 1024 * 1024;
    private static final int TAIL = 256 * 1024;

    private final Path file;

    UnitLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    ProcessBuilder.Redirect redirect() {
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    void say(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw DiskErrors.of("write", file, e);
        }
    }

    String last(int lines) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer tail = ByteBuffer.allocate((int) Math.min(channel.size(), TAIL));
            long from = channel.size() - tail.capacity();
            while (tail.hasRemaining() && channel.read(tail, from + tail.position()) > 0) {
                continue;
            }
            List<String> all = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw DiskErrors.of("read", file, e);
        }
    }

    /** Keeps one older generation; the writer appends, so it goes on in the emptied file. */
    void bound() {
        try {
            if (Files.exists(file) && Files.size(file) > MOST) {
                Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        } catch (IOException e) {
            throw DiskErrors.of("shorten", file, e);
        }
    }
}
