package dev.towline.host.linux;

import java.util.concurrent.ThreadLocalRandom;

/** The names of files that are not complete yet; a crash may leave one behind, and it is known again by its shape. */
final class TemporaryName {
    private static final String START = ".towline-";

    private TemporaryName() {}

    static String fresh() {
        return START + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36) + "~";
    }

    static boolean is(String name) {
        return name.startsWith(START) && name.endsWith("~");
    }
}
