package dev.towline.source.git;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Git's packets (four hexadecimal digits of length, then the content) without those of side band 2: progress, of which JGit keeps
 * everything since the last line end. What is not in packets passes as it is.
 */
final class Packets extends FilterInputStream {
    private static final int HEADER = 4;
    private static final int PROGRESS = 2;

    private final ByteBudget budget;
    private final byte[] head = new byte[HEADER + 1];
    private int headLength;
    private int headRead;
    private int left;
    private boolean plain;

    Packets(InputStream in, ByteBudget budget) {
        super(in);
        this.budget = budget;
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
        while (headRead == headLength && left == 0 && !plain) {
            if (!next()) {
                return -1;
            }
        }
        if (headRead < headLength) {
            int count = Math.min(length, headLength - headRead);
            System.arraycopy(head, headRead, buffer, offset, count);
            headRead += count;
            return count;
        }
        int read = in.read(buffer, offset, plain ? length : Math.min(length, left));
        if (read > 0 && !plain) {
            left -= read;
        }
        return read;
    }

    /** Reads the start of the next packet that is wanted; false at the end. */
    private boolean next() throws IOException {
        headRead = 0;
        headLength = in.readNBytes(head, 0, HEADER);
        if (headLength == 0) {
            return false;
        }
        int size = headLength < HEADER ? -1 : size();
        plain = size < 0;
        if (size <= HEADER) {
            return true;
        }
        int first = in.read();
        left = size - HEADER - 1;
        if (first < 0) {
            left = 0;
            return true;
        }
        head[headLength++] = (byte) first;
        if (first == PROGRESS) {
            drop();
            headLength = 0;
        }
        return true;
    }

    private void drop() throws IOException {
        budget.spendProgress(left + HEADER + 1L);
        byte[] dropped = new byte[Math.min(Math.max(left, 1), 8192)];
        while (left > 0) {
            int read = in.read(dropped, 0, Math.min(dropped.length, left));
            if (read < 0) {
                throw new EOFException("the server stopped in the middle of a packet");
            }
            left -= read;
        }
    }

    private int size() {
        int size = 0;
        for (int i = 0; i < HEADER; i++) {
            int digit = Character.digit(head[i], 16);
            if (digit < 0) {
                return -1;
            }
            size = size * 16 + digit;
        }
        return size;
    }

    @Override
    public long skip(long bytes) throws IOException {
        byte[] skipped = new byte[(int) Math.min(Math.max(bytes, 0), 8192)];
        return skipped.length == 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public int available() throws IOException {
        return headRead < headLength
                ? headLength - headRead
                : left > 0 || plain ? Math.min(plain ? Integer.MAX_VALUE : left, in.available()) : 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
