package dev.towline.demo;

/** What the story promises did not happen. */
final class StoryBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoryBroken(String message) {
        super(message);
    }

    StoryBroken(String message, Throwable cause) {
        super(message, cause);
    }
}
