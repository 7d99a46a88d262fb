package dev.towline.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is remembered of a target between two reconciliations. It goes when the target goes. */
final class TargetMemory {
    /** Corrections within {@link #WINDOW} that are no accident any more. */
    static final int TOO_OFTEN = 3;
    static final Duration WINDOW = Duration.ofHours(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final int MOST = 32;
    private final Deque<Instant> corrections = new ArrayDeque<>();
    private String said = "";
    private @Nullable String unanswered;
    private Optional<Duration> pause = Optional.empty();

    /** @param times how often it was corrected since */
    record Recurring(int times, Instant since, String what, Duration pause) {
        String message() {
            return "drift comes back: corrected " + times + " times since " + since.truncatedTo(ChronoUnit.SECONDS)
                    + ", last: " + what + "; something else on this host changes it. Stop that, or take it out of Git."
                    + " The next correction is in " + pause.toSeconds() + " s";
        }
    }

    /** Whether the same was said before. */
    synchronized boolean says(String text) {
        boolean again = said.equals(text);
        said = text;
        return again;
    }

    /** Why a request was refused, or empty, whose run gave way to something newer; null where nobody waits for an answer. */
    synchronized @Nullable String takeUnanswered() {
        String before = unanswered;
        unanswered = null;
        return before;
    }

    synchronized void unanswered(String refused) {
        unanswered = refused;
    }

    /** The host differed from Git and was corrected. */
    synchronized Optional<Recurring> corrected(List<String> what, Instant now, Duration longest) {
        while (!corrections.isEmpty() && corrections.getFirst().isBefore(now.minus(WINDOW))) {
            corrections.removeFirst();
        }
        corrections.addLast(now);
        if (corrections.size() > MOST) {
            corrections.removeFirst();
        }
        int over = corrections.size() - TOO_OFTEN;
        if (over < 0) {
            return Optional.empty();
        }
        Duration wait = FIRST_PAUSE.multipliedBy(1L << Math.min(over, 10));
        pause = Optional.of(wait.compareTo(longest) < 0 ? wait : longest);
        return Optional.of(new Recurring(corrections.size(), corrections.getFirst(), what.getFirst(), pause.get()));
    }

    /** How long polls leave the target alone because somebody changes it again and again. */
    synchronized Optional<Duration> takePause() {
        Optional<Duration> taken = pause;
        pause = Optional.empty();
        return taken;
    }

    /** A person, or something new of the target, begins a new count. */
    synchronized void rearm() {
        corrections.clear();
        pause = Optional.empty();
    }
}
