package dev.towline.web;

import dev.towline.budget.Budget;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who may look at the dashboard: a code that root made is exchanged once for a session that reads. In memory only, by digest; a restart
 * ends all.
 */
final class Logins {
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> codes = bounded(Budget.LOGIN_CODES.count());
    private final Map<String, Instant> sessions = bounded(Budget.SESSIONS.count());

    Logins(InstantSource clock) {
        this.clock = clock;
    }

    private static Map<String, Instant> bounded(int most) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
                return size() > most;
            }
        };
    }

    /** A new code, good for one login. */
    synchronized String code() {
        return fresh(codes, Budget.LOGIN_CODE_TIME.duration());
    }

    /** The value of a new session; empty where the code is unknown, used or too old. */
    synchronized Optional<String> redeem(String code) {
        Instant end = codes.remove(digest(code));
        return end == null || clock.instant().isAfter(end)
                ? Optional.empty()
                : Optional.of(fresh(sessions, Budget.SESSION_TIME.duration()));
    }

    synchronized boolean holds(String session) {
        Instant end = sessions.get(digest(session));
        return end != null && clock.instant().isBefore(end);
    }

    private String fresh(Map<String, Instant> kept, Duration time) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String value = HexFormat.of().formatHex(bytes);
        kept.put(digest(value), clock.instant().plus(time));
        return value;
    }

    private static String digest(String value) {
        return HexFormat.of().formatHex(Sha256.of(value.getBytes(StandardCharsets.UTF_8)));
    }
}
