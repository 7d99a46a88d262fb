package dev.towline.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens of the API, found by what a request shows. */
final class Tokens {
    private static final String BEARER = "bearer ";

    private final List<ApiToken> all;

    Tokens(List<ApiToken> all) {
        this.all = List.copyOf(all);
    }

    boolean none() {
        return all.isEmpty();
    }

    /** @param authorization the header, or null */
    Optional<ApiToken> shown(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Optional.empty();
        }
        byte[] digest = Sha256.of(authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8));
        Optional<ApiToken> found = Optional.empty();
        // All of them, and digests only, so that the time that it takes shows neither which one it was nor how near.
        for (ApiToken token : all) {
            if (MessageDigest.isEqual(token.digest(), digest)) {
                found = Optional.of(token);
            }
        }
        return found;
    }
}
