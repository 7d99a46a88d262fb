package dev.towline.web;

import java.util.HexFormat;

/**
 * Somebody who may come in by TCP: known by the digest of the token, never by the token.
 *
 * @param sha256 64 hexadecimal digits
 */
public record ApiToken(String name, Scope scope, String sha256) {
    /** What it allows. */
    public enum Scope {
        /** To see everything. */
        READ,
        /** To ask for something too. */
        OPERATE
    }

    public ApiToken {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException("'" + name + "' is no token name: small letters, digits and dashes");
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("the sha256 of token '" + name + "' is not 64 hexadecimal digits");
        }
    }

    byte[] digest() {
        return HexFormat.of().parseHex(sha256);
    }
}
