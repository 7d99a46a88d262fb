package dev.towline.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Bodies that are nearly JSON: pieces of it in any order, then changed here and there. The same seed gives the same bodies. */
final class Fuzz {
    private static final List<String> PIECES = List.of("{", "}", "[", "]", ":", ",", "\"action\"", "\"completed\"",
            "\"release\"", "\"a\"", "true", "false", "null", "1e999", "-0", "\"\\u0000\"", "\"\\ud800\"", " ", "\n",
            "\uFEFF", "//", "{\"action\":\"x\",", "{\"release\":\"a\"}", "\"" + "x".repeat(900) + "\"",
            "{\"a\":".repeat(40));

    private final Random random;

    Fuzz(Random random) {
        this.random = random;
    }

    byte[] json() {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int changes = random.nextInt(3); changes > 0 && body.length > 0; changes--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return body;
    }
}
