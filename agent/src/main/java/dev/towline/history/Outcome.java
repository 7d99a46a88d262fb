package dev.towline.history;

/** How a deployment ended, or RUNNING. */
public enum Outcome {
    RUNNING, SUCCEEDED, ROLLED_BACK, FAILED, SUPERSEDED, INTERRUPTED
}
