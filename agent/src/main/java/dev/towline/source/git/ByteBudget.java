package dev.towline.source.git;

import dev.towline.budget.Budget;
import dev.towline.source.LimitKey;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How many bytes a remote may still send, and how slowly; every stream from it draws on the same budget. */
final class ByteBudget {
    private static final long MINUTE = 60_000_000_000L;

    private long left;
    private String remedy;
    private long progressLeft = Budget.GIT_PROGRESS.amount();
    private final LongSupplier nanos;
    private long windowBegan;
    private long inWindow;

    ByteBudget(long bytes, String remedy) {
        this(bytes, remedy, System::nanoTime);
    }

    ByteBudget(long bytes, String remedy, LongSupplier nanos) {
        this.left = bytes;
        this.remedy = remedy;
        this.nanos = nanos;
        this.windowBegan = nanos.getAsLong();
    }

    /** The remote's list of refs, read by the agent itself. */
    static ByteBudget ofGlance() {
        return ofList(Budget.GIT_LIST.amount());
    }

    /** The remote's list of refs. */
    static ByteBudget ofAdvertisement() {
        return ofList(Budget.GIT_LIST_APART.amount());
    }

    private static ByteBudget ofList(long bytes) {
        return new ByteBudget(bytes,
                "the list of branches and tags is over " + megabytes(bytes) + "; delete old ones there");
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

    /** As {@link #limit}, without the progress messages of Git's protocol, which JGit would collect in memory. */
    InputStream limitPackets(InputStream in) {
        return new Packets(new Limited(in), this);
    }

    synchronized void spendProgress(long bytes) throws Chatter {
        progressLeft -= bytes;
        if (progressLeft < 0) {
            throw new Chatter("the server sends more than " + Budget.GIT_PROGRESS.text()
                    + " of progress messages; look at what its hooks print");
        }
    }

    private synchronized void spend(long bytes) throws IOException {
        left -= Math.max(0, bytes);
        if (left < 0) {
            throw new Exceeded(remedy);
        }
        inWindow += Math.max(0, bytes);
        long now = nanos.getAsLong();
        if (now - windowBegan > MINUTE) {
            boolean slow = bytes > 0 && now - windowBegan < 2 * MINUTE && inWindow < Budget.GIT_RATE.amount();
            windowBegan = now;
            inWindow = 0;
            if (slow) {
                throw new SocketTimeoutException("less than " + Budget.GIT_RATE.text() + " came in a minute");
            }
        }
    }

    private static String packRemedy(long bytes) {
        return "the new objects are over the cap of " + megabytes(bytes)
                + "; take large files out of the history, or " + LimitKey.FETCH.raiseFrom(bytes);
    }

    static String megabytes(long bytes) {
        return bytes < 1L << 20 ? bytes + " bytes" : (bytes >> 20) + " MiB";
    }

    /** Whether this is why it failed. */
    static boolean exceeded(Throwable thrown) {
        int depth = 0;
        for (@Nullable
        Throwable cause = thrown; cause != null && depth < 50; cause = cause.getCause()) {
            if (cause instanceof Exceeded) {
                return true;
            }
            depth++;
        }
        return false;
    }

    /** The remote sent too much of what no revision needs. */
    static final class Chatter extends IOException {
        Chatter(String what) {
            super(what);
        }
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
