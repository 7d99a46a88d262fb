package dev.towline.secret;

/** A secret that is there and must not be used; the message holds no part of it. */
public final class SecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    public SecretException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** What to do on the host. */
    public String remedy() {
        return remedy;
    }

    public String why() {
        return String.valueOf(getMessage());
    }
}
