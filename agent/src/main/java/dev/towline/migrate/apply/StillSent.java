package dev.towline.migrate.apply;

/** Running code sends a statement that would fail. */
final class StillSent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StillSent(String message) {
        super(message);
    }
}
