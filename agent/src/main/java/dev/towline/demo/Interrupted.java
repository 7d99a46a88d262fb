package dev.towline.demo;

/** Somebody ended the demo before its end. */
final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Interrupted() {
        super("stopped before the end");
    }
}
