package dev.towline.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A value that must not be seen: masked in every text form, compared in constant time. */
public final class Secret {
    /** What stands in a text where a secret was. */
    public static final String MASK = "****";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** @throws IllegalArgumentException if the value is empty: an empty secret is a missing one */
    public static Secret of(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("A secret is empty; give it a value or leave it out.");
        }
        return new Secret(value);
    }

    /** The value itself, for the one call that needs it. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        // The same for all: a hash of a short secret would give it away in a heap dump's or log's map order.
        return 1;
    }

    @Override
    public String toString() {
        return MASK;
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
