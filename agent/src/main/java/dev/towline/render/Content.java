package dev.towline.render;

import dev.towline.host.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Immutable bytes with their digest; prints only the digest, because a file may hold a secret. */
public final class Content {
    private final byte[] bytes;
    private final Digest digest;
    private final boolean withheld;

    private Content(byte[] bytes) {
        this(bytes, Digest.of(bytes), false);
    }

    private Content(byte[] bytes, Digest digest, boolean withheld) {
        this.bytes = bytes;
        this.digest = digest;
        this.withheld = withheld;
    }

    public static Content of(byte[] bytes) {
        return new Content(bytes.clone());
    }

    public static Content of(String text) {
        return new Content(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same, to be shown to nobody: it tells a secret that cannot be found in it by its value. That is no part of what it is. */
    Content withhold() {
        return new Content(bytes, digest, true);
    }

    /** Whether no plan may show it, not even with what is known of secrets hidden. */
    public boolean withheld() {
        return withheld;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The text, where the bytes are UTF-8. */
    Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    public int size() {
        return bytes.length;
    }

    public Digest digest() {
        return digest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
