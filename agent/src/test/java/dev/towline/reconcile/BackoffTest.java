package dev.towline.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {
    private static final TargetName CLUB = TargetName.site("club");
    private static final TargetName GUILD = TargetName.site("guild");
    private static final Duration CAP = Duration.ofMinutes(1);

    private final Backoff backoff = new Backoff(CAP, () -> 0.5);

    private List<Long> seconds(int times) {
        return Stream.generate(() -> backoff.next(CLUB).toSeconds()).limit(times).toList();
    }

    @Test
    void the_wait_begins_at_five_seconds_and_doubles_to_the_cap() {
        assertEquals(List.of(5L, 10L, 20L, 40L, 60L, 60L), seconds(6));
    }

    @Test
    void a_success_begins_anew_and_is_its_own_targets_alone() {
        seconds(3);
        backoff.next(GUILD);
        backoff.succeeded(CLUB);
        assertEquals(List.of(5L), seconds(1));
        assertEquals(Duration.ofSeconds(10), backoff.next(GUILD));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.999})
    void the_jitter_is_a_tenth_to_each_side(double random) {
        Duration first = new Backoff(CAP, () -> random).next(CLUB);
        assertTrue(first.compareTo(Duration.ofMillis(4500)) >= 0 && first.compareTo(Duration.ofMillis(5500)) <= 0,
                first.toString());
    }

    @Test
    void however_often_it_failed_the_wait_is_never_zero_nor_over_the_cap() {
        for (int failures = 0; failures < 200; failures++) {
            Duration wait = backoff.next(CLUB);
            assertTrue(wait.isPositive() && wait.compareTo(CAP) <= 0, failures + ": " + wait);
        }
    }
}
