package dev.towline.host.linux;

import dev.towline.budget.Budget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Reads on in a file that a job appends to, and hands on whole lines. Of what comes faster than it is worth reading, a part is left out
 * and counted. A file that grew beyond its bound is emptied: the writer appends, so it goes on at the new beginning.
 */
public final class OutputFollower {
    private static final long MOST = Budget.JOB_OUTPUT_FILE.amount();
    private static final long MOST_AT_ONCE = Budget.JOB_OUTPUT_AT_ONCE.amount();
    private static final int LONGEST_LINE = 16 * 1024;

    private final Path file;
    private final Consumer<String> lines;
    private final OutputTail tail = new OutputTail();
    private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
    private long at;
    private long seen;

    public OutputFollower(Path file, Consumer<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Reads what is new when it is called, and not what comes meanwhile: a job may write faster than anybody reads.
     *
     * @return whether so much came that it should be called again soon
     */
    public boolean poll() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = channel.size();
            seen += Math.max(0, end - at);
            long much = end - at - MOST_AT_ONCE;
            if (much > 0) {
                read(channel, at + MOST_AT_ONCE / 2);
                leaveOut(much);
                at += much;
            }
            read(channel, end);
            if (at > MOST) {
                channel.truncate(0);
                at = 0;
            }
            return much > 0;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw DiskErrors.of("read", file, e);
        }
    }

    /** Bytes that the job has written, also those that were left out. */
    public long seen() {
        return seen;
    }

    private void read(FileChannel channel, long end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (at < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            int n = channel.read(buffer, at);
            if (n <= 0) {
                return;
            }
            at += n;
            tail.add(buffer.array(), n);
            split(buffer.array(), n);
        }
    }

    private void leaveOut(long bytes) {
        if (line.size() > 0) {
            emit();
        }
        lines.accept("[" + bytes + " bytes of output left out here: they came faster than they are kept]");
    }

    /** Reads the rest, hands on a last line without an end, and gives the end of the whole output. */
    public String finish() {
        poll();
        if (line.size() > 0) {
            emit();
        }
        return tail.text();
    }

    private void split(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n' || line.size() >= LONGEST_LINE) {
                emit();
            }
            if (bytes[i] != '\n') {
                line.write(bytes[i]);
            }
        }
    }

    private void emit() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    /** The end of a file's content, for a job that ended before anybody looked. */
    public static String tailOf(Path file) {
        OutputFollower follower = new OutputFollower(file, ignored -> {});
        return follower.finish();
    }
}
