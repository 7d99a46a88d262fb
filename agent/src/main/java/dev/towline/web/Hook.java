package dev.towline.web;

import dev.towline.secret.Secret;

/** One webhook: who sends it and with which secret is fixed here, whatever a request says of itself. */
public record Hook(String id, Provider provider, Secret secret) {
    /** Who knows how to sign. */
    public enum Provider {
        GITHUB
    }

    public Hook {
        if (!id.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException("'" + id + "' is no hook id: small letters, digits and dashes");
        }
        if (secret.reveal().isEmpty()) {
            throw new IllegalArgumentException("the secret of hook '" + id + "' is empty");
        }
    }
}
