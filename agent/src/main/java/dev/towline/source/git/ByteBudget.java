package dev.towline.source.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How many bytes a remote may still send; every stream from it draws on the same budget. */
final class ByteBudget {
    /** Lists of refs are held in memory: this is about 100,000 of them. */
    static final long ADVERTISEMENT = 8L << 20;

    private long left;
    private String remedy;

    ByteBudget(long bytes, String remedy) {
        this.left = bytes;
        this.remedy = remedy;
    }

    /** The remote's list of refs. */
    static ByteBudget ofAdvertisement() {
        return new ByteBudget(ADVERTISEMENT,
                "the list of branches and tags is over " + megabytes(ADVERTISEMENT) + "; delete old ones there");
    }

    /** What the objects may be. */
    static ByteBudget ofPack(long bytes) {
        return new ByteBudget(bytes, packRemedy(bytes));
    }

    /** Adds what the objects may be, once they are asked for. */
    synchronized void allowPack(long bytes) {
        left += bytes;
        remedy = packRemedy(bytes);
    }

    InputStream limit(InputStream in) {
        return new Limited(in);
    }

    private synchronized void spend(long bytes) throws Exceeded {
        left -= Math.max(0, bytes);
        if (left < 0) {
            throw new Exceeded(remedy);
        }
    }

    private static String packRemedy(long bytes) {
        return "the new objects are over the cap of " + megabytes(bytes)
                + "; take large files out of the history, or raise the source's cap";
    }

    static String megabytes(long bytes) {
        return bytes < 1L << 20 ? bytes + " bytes" : (bytes >> 20) + " MiB";
    }

    /** The remote sent more than it may. */
    static final class Exceeded extends IOException {
        Exceeded(String what) {
            super(what);
        }

    }

    private final class Limited extends FilterInputStream {
        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            spend(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            spend(read);
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = super.skip(bytes);
            spend(skipped);
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
