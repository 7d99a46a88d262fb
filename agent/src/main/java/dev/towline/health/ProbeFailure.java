package dev.towline.health;

/** A check did not pass; the message is for people and holds no secret. */
final class ProbeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    ProbeFailure(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}
