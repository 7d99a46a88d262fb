package dev.towline.health;

/**
 * What came back.
 *
 * @param location of a redirect, or empty
 * @param whole false where the body went on after {@link HttpExchange#BODY_LIMIT} bytes
 */
record HttpAnswer(int status, String location, String text, boolean whole) {
    String quote() {
        return text.isEmpty() ? "(empty body)" : Said.quote(text);
    }
}
