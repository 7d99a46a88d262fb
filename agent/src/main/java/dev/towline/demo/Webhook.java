package dev.towline.demo;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A push as GitHub tells of it, signed as GitHub signs (docs.github.com, "Validating webhook deliveries"). */
final class Webhook {
    private Webhook() {}

    static HttpRequest push(String agent, String secret, String commit) {
        String body = """
                {"ref":"refs/heads/main","after":"%s","repository":{"full_name":"example/guestbook"},"pusher":{"name":"ada"}}"""
                .formatted(commit);
        // Each commit is one delivery here, so its digits serve as the delivery's id.
        return HttpRequest.newBuilder(URI.create(agent + "/hooks/github")).timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json").header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", commit)
                .header("X-Hub-Signature-256", "sha256=" + signature(secret, body))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private static String signature(String secret, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
