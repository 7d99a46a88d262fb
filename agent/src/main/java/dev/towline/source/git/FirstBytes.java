package dev.towline.source.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The beginning of what a server says on its error stream, which JGit keeps in memory; the rest is read and dropped. */
final class FirstBytes extends FilterInputStream {
    private static final int MOST = 16 << 10;

    private int left = MOST;

    FirstBytes(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left > 0) {
            int read = in.read(buffer, offset, Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }
        byte[] dropped = new byte[4096];
        while (in.read(dropped, 0, dropped.length) >= 0) {
            // Dropped.
        }
        return -1;
    }
}
