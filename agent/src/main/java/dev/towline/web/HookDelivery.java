package dev.towline.web;

import dev.towline.budget.Budget;
import dev.towline.secret.Secret;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** The body of one delivery as it comes in: counted and signed, its first bytes kept. Nothing is parsed before the signature holds. */
final class HookDelivery {
    static final long LIMIT = Budget.HOOK_BODY.amount();
    private static final String PREFIX = "sha256=";

    private final Mac mac;
    private final DeliveryHead head = new DeliveryHead();
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
        head.take(content);
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

    /** What it says; to be asked only where {@link #signedAs} held. */
    DeliveryHead.Content content() {
        return head.read();
    }
}
