package dev.towline.source.git;

import dev.towline.budget.Budget;
import dev.towline.source.LimitKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs one worker: a short process with a memory limit of its own, so that what kills it is the source's failure and not the
 * agent's. At most a few at once, because each takes memory of the host.
 */
final class Apart {
    private static final Semaphore PLACES = new Semaphore(Budget.GIT_PROCESSES.count(), true);
    private static final int TAIL = 2000;

    private final Launcher launcher;
    private final Attempt attempt;

    Apart(String name, Launcher launcher) {
        this.launcher = launcher;
        this.attempt = new Attempt(name);
    }

    /** What is written to a worker. */
    interface Asking {
        void to(DataOutputStream out) throws IOException;
    }

    /** What is read from it. */
    interface Hearing<T> {
        T from(DataInputStream in) throws IOException;
    }

    /**
     * @throws Died             if the worker ended without an answer
     * @throws TimeoutException if it took longer, waiting for a free place included; it is then killed
     */
    <T> T run(Duration limit, Asking asking, Hearing<T> hearing)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        if (!PLACES.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("other repositories are being fetched, and none ended in " + limit.toSeconds()
                    + " s");
        }
        try {
            return running(limit, asking, hearing);
        } finally {
            PLACES.release();
        }
    }

    private <T> T running(Duration limit, Asking asking, Hearing<T> hearing)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Process process = launcher.start(List.of(Launcher.COMMAND));
        StringBuffer said = new StringBuffer();
        Thread errors = Thread.ofVirtual().start(() -> drain(process.getErrorStream(), said));
        try {
            return attempt.within(limit, moreTime(limit), () -> talk(process, asking, hearing, said, errors));
        } finally {
            process.destroyForcibly();
        }
    }

    /** What to do when a fetch or an export is cut off. */
    static String moreTime(Duration limit) {
        return "if the repository is large, " + LimitKey.TIMEOUT.raiseFrom(limit);
    }

    private static <T> T talk(Process process, Asking asking, Hearing<T> hearing, StringBuffer said, Thread errors)
            throws IOException, InterruptedException {
        // Its standard input stays open: when the agent is gone it closes, and the worker ends.
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
                DataInputStream in = new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
            try {
                asking.to(out);
                out.flush();
            } catch (IOException e) {
                throw died(process, said, errors, e);
            }
            try {
                return hearing.from(in);
            } catch (EOFException e) {
                throw died(process, said, errors, e);
            } catch (IOException e) {
                // A JVM that runs out of memory says so on its standard output.
                if (process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() != 0) {
                    throw died(process, said, errors, e);
                }
                throw e;
            }
        }
    }

    private static Died died(Process process, StringBuffer said, Thread errors, IOException cause)
            throws InterruptedException {
        int code = process.waitFor();
        errors.join(Duration.ofSeconds(1));
        return new Died(code, said.toString(), cause);
    }

    private static void drain(InputStream from, StringBuffer said) {
        byte[] buffer = new byte[1024];
        try (from) {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                if (said.length() < TAIL) {
                    said.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // It was killed; its exit code says so.
            return;
        }
    }

    /** The worker ended without an answer. */
    static final class Died extends IOException {
        /** A JVM with ExitOnOutOfMemoryError. */
        private static final int OUT_OF_MEMORY = 3;
        private static final int KILLED = 137;

        private final int code;

        Died(int code, String said, IOException cause) {
            super("the fetching process ended with exit code " + code
                    + (said.isBlank() ? "" : ": " + said.strip().lines().findFirst().orElse("")), cause);
            this.code = code;
        }

        /** Whether what it worked on was too large for it. */
        boolean outOfMemory() {
            return code == OUT_OF_MEMORY || code == KILLED;
        }
    }
}
