package dev.towline.host;

import dev.towline.budget.Budget;
import java.util.OptionalLong;

/**
 * What all processes of a job may use together.
 *
 * @param memory bytes; empty for three quarters of the machine's
 * @param tasks processes and threads
 * @param output bytes that it may write to its outputs before it is stopped
 */
public record JobLimits(OptionalLong memory, int tasks, long output) {
    public static final JobLimits STANDARD = new JobLimits(OptionalLong.empty(), Budget.JOB_TASKS.count(),
            Budget.JOB_OUTPUT.amount());

    /** The same for a job that must not be cut because it says much. */
    public JobLimits withAnyOutput() {
        return new JobLimits(memory, tasks, Long.MAX_VALUE);
    }
}
