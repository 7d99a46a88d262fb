package dev.towline.source.git;

import dev.towline.source.LimitKey;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads along how many objects a pack announces; its index is held in memory while objects are looked up. */
final class PackHeader extends FilterInputStream {
    private static final int LENGTH = 12;
    private static final int COUNT = 8;

    private final byte[] header = new byte[LENGTH];
    private final long most;
    private int seen;

    PackHeader(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        if (read >= 0 && seen < LENGTH) {
            header[seen++] = (byte) read;
            check();
        }
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (seen < LENGTH && read > 0) {
            int count = Math.min(read, LENGTH - seen);
            System.arraycopy(buffer, offset, header, seen, count);
            seen += count;
            check();
        }
        return read;
    }

    private void check() throws IOException {
        if (seen < LENGTH) {
            return;
        }
        long objects = 0;
        for (int i = COUNT; i < LENGTH; i++) {
            objects = objects << 8 | header[i] & 0xff;
        }
        if (objects > most) {
            throw new ByteBudget.Exceeded("the history has " + objects + " new objects, more than " + most
                    + "; follow a repository with a shorter history, or " + LimitKey.OBJECTS.raiseTo(objects));
        }
    }
}
