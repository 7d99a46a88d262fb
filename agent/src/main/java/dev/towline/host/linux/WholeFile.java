package dev.towline.host.linux;

import dev.towline.budget.Budget;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files that ought to be short, and whose length somebody else decides. */
public final class WholeFile {
    private static final int MOST = Budget.HOST_FILE.count();

    private WholeFile() {}

    /**
     * All bytes of a stream.
     *
     * @throws HostException CONFLICT beyond the limit
     */
    public static byte[] read(String path, InputStream content) throws IOException {
        byte[] bytes = content.readNBytes(MOST + 1);
        if (bytes.length > MOST) {
            throw new HostException(Kind.CONFLICT, "cannot read " + path + ": it has more than " + MOST
                    + " bytes; is it the right file?");
        }
        return bytes;
    }

    /** What is no UTF-8 in it is replaced. */
    public static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(read(file.toString(), in), StandardCharsets.UTF_8);
        }
    }
}
