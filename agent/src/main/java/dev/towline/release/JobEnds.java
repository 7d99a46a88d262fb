package dev.towline.release;

import dev.towline.host.HostException;
import dev.towline.host.Job;
import dev.towline.host.JobLimits;
import dev.towline.host.JobResult;

/** Says how a job of a release ended; where a limit did it, which key raises it. */
final class JobEnds {
    private JobEnds() {}

    /** For instance "ended with 1: ..." or "used more memory than ...". */
    static String of(Job job, JobResult result) {
        String end = result.limit().map(limit -> switch (limit) {
            case MEMORY -> "used more memory than " + memory(job.limits())
                    + " and was killed (raise release.limits.memory, or let it use less)";
            case OUTPUT -> "wrote more than " + mebibytes(job.limits().output())
                    + " of output and was stopped (raise release.limits.output, or let it say less)";
        }).orElse("ended with " + result.exit());
        String hint = noTasks(result.output())
                ? "\nIt may start no more than " + job.limits().tasks() + " processes and threads: release.limits.tasks"
                : "";
        return end + ": " + LastLines.of(result.output()) + hint;
    }

    /** The same failure with the key that gives it more time; any other stays as it is. */
    static HostException late(HostException e) {
        return e.kind() == HostException.Kind.TIMEOUT
                ? new HostException(e.kind(), e.getMessage() + "; raise release.limits.time, or make it faster", e)
                : e;
    }

    /** What fork, clone and pthread_create say. */
    private static boolean noTasks(String output) {
        return output.contains("Resource temporarily unavailable") || output.contains("can't start new thread")
                || output.contains("Cannot fork");
    }

    private static String memory(JobLimits limits) {
        return limits.memory().isPresent()
                ? mebibytes(limits.memory().getAsLong())
                : "three quarters of the machine's, or the machine had none left,";
    }

    private static String mebibytes(long bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
    }
}
