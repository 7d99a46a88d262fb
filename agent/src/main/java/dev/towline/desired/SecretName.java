package dev.towline.desired;

/** The name of a secret. What was written is never repeated in a message, because it may be the secret itself. */
public record SecretName(String value) {
    public SecretName {
        if (!value.matches("[a-z][a-z0-9_]{0,63}")) {
            throw new IllegalArgumentException(
                    "here stands the name of a secret, never the secret itself: small letters, "
                            + "digits and _, beginning with a letter (what is written is not repeated here)");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
