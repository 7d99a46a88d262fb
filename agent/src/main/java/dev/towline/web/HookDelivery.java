package dev.towline.web;

import dev.towline.secret.Secret;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** The body of one delivery as it comes in: counted, signed and looked through, never held. */
final class HookDelivery {
    /** What a person allows a body to be: 3 MiB. */
    static final long LIMIT = 3 << 20;
    private static final String PREFIX = "sha256=";

    private final Mac mac;
    private final JsonScan json = new JsonScan();
    private long bytes;

    HookDelivery(Secret secret) {
        mac = Sha256.hmac(secret.reveal().getBytes(StandardCharsets.UTF_8));
    }

    /** False once there is more than a body may have. */
    boolean take(Buffer chunk) {
        bytes += chunk.length();
        if (bytes > LIMIT) {
            return false;
        }
        byte[] content = chunk.getBytes();
        mac.update(content);
        json.feed(content);
        return true;
    }

    /** Whether the header is the signature of all that came; to be asked once. */
    boolean signedAs(@Nullable String header) {
        byte[] expected = mac.doFinal();
        return MessageDigest.isEqual(expected, decode(header));
    }

    private static byte[] decode(@Nullable String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
            return new byte[0];
        }
        try {
            return HexFormat.of().parseHex(header.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Whether it was one JSON object; to be asked once, at the end. */
    boolean wellFormed() {
        return json.end();
    }

    String action() {
        return json.action();
    }
}
