package dev.towline.host;

/** What is known of a job. */
public sealed interface JobState {
    /** It runs. */
    record Running() implements JobState {}

    /** It ended. */
    record Ended(JobResult result) implements JobState {}
}
