package dev.towline.migrate.shadow;

/** The server cannot be used; the message says why and what to do, without a password. */
public final class ShadowFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ShadowFailure(String message) {
        super(message);
    }
}
