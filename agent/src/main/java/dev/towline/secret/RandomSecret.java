package dev.towline.secret;

import java.security.SecureRandom;

/** Random texts of 64 characters that need no quoting in URLs, shells, YAML and systemd's files: six bits each. */
public final class RandomSecret {
    /** 22 characters have 132 bits. */
    public static final int SHORTEST = 22;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final SecureRandom random;

    public RandomSecret(SecureRandom random) {
        this.random = random;
    }

    public Secret next(int length) {
        if (length < SHORTEST) {
            throw new IllegalArgumentException("a made secret has at least " + SHORTEST + " characters, not " + length);
        }
        StringBuilder text = new StringBuilder(length);
        // The first is a letter: a value that begins with '-' would be an option to many programs.
        text.append(ALPHABET.charAt(random.nextInt(52)));
        while (text.length() < length) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return Secret.of(text.toString());
    }
}
