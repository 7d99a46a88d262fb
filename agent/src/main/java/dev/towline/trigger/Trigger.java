package dev.towline.trigger;

import dev.towline.desired.TargetName;
import java.util.Optional;

/** Why a pass wakes. What a person asks for is a trigger too: who brings it in can ask, and cannot deploy. */
public sealed interface Trigger {
    /** The poll. */
    record Interval() implements Trigger {}

    /** The agent started. */
    record Startup() implements Trigger {}

    /** A signed delivery of a hook; its payload chooses nothing. */
    record Webhook(String hook, String delivery) implements Trigger {}

    /** A source was asked for another reason, and has moved. */
    record Fetched(String source) implements Trigger {}

    /** A wait is over. */
    record Retry(TargetName target, String why) implements Trigger {}

    /** The host was seen to differ. */
    record Drift(TargetName target, String what) implements Trigger {}

    /** A person or their script asks. */
    record Manual(Request request, Optional<TargetName> target, String by) implements Trigger {}

    /** What a person may ask for. */
    sealed interface Request {
        /** A pass now. */
        record Reconcile() implements Request {}

        /** The last good release, or the one named. */
        record Rollback(Optional<String> release) implements Request {}

        /** Forget what failed and try again. */
        record Retry() implements Request {}

        /** Leave it alone, and why: one line, or empty. */
        record Suspend(String reason) implements Request {}

        record Resume() implements Request {}

        /** Let the blocked plan go on. */
        record Approve() implements Request {}

        /** Take away now what only older releases needed. */
        record Contract() implements Request {}

        /** Restore a point beside the live database and compare: the newest, or the one named. */
        record Prove(Optional<String> point, Optional<String> database, boolean keep) implements Request {}

        /** Put a point in the live database's place; {@code save}: what is there now is saved first. */
        record Restore(String point, boolean save) implements Request {}

        /** Take over what exists at the path. */
        record Adopt(String path) implements Request {}

        /** Its name in the history and the API; it stays when a record here is renamed. */
        default String tag() {
            return switch (this) {
                case Reconcile r -> "reconcile";
                case Rollback r -> "rollback";
                case Retry r -> "retry";
                case Suspend r -> "suspend";
                case Resume r -> "resume";
                case Approve r -> "approve";
                case Contract r -> "contract";
                case Prove r -> "prove";
                case Restore r -> "restore";
                case Adopt r -> "adopt";
            };
        }
    }

    /** In a few words, for logs and history. */
    default String describe() {
        return switch (this) {
            case Interval i -> "interval";
            case Startup s -> "startup";
            case Webhook w -> "webhook " + w.hook();
            case Fetched f -> "fetched " + f.source();
            case Retry r -> "retry: " + r.why();
            case Drift d -> "drift: " + d.what();
            case Manual m -> m.request().tag() + " by " + m.by();
        };
    }
}
