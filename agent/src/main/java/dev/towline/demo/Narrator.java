package dev.towline.demo;

import java.time.Duration;

/** Tells the story to whoever watches. */
public interface Narrator {
    /** A remark between acts. */
    void say(String text);

    /** An act begins. */
    void act(int number, String title);

    /** Something happened, so long after the act began. */
    void seen(Duration after, String text);

    /** The act went as it must. */
    void went(Duration took, String text);

    /** Something did not happen as it must. */
    void broke(String text);

    /** What a command printed, as it is. */
    void output(String text);
}
