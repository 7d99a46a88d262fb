package dev.towline.health;

import java.nio.charset.Charset;

/**
 * What came back.
 *
 * @param location of a redirect, or empty
 * @param whole false where the body went on after {@link HttpExchange#BODY_LIMIT} bytes
 */
record HttpAnswer(int status, String location, byte[] body, Charset charset, boolean whole) {
    String text() {
        return new String(body, charset);
    }

    String quote() {
        return body.length == 0 ? "(empty body)" : Said.quote(body, charset);
    }
}
