package dev.towline.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A new token for the API: random enough that one SHA-256 of it may be kept in the open. */
public record AccessToken(Secret value) {
    private static final int LENGTH = 43;

    public static AccessToken random() {
        return new AccessToken(
                Secret.of("towline_" + new RandomSecret(new SecureRandom()).next(LENGTH).reveal()));
    }

    /** Its SHA-256 in hex, by which it is recognised. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(value.reveal().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
