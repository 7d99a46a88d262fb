package dev.towline.desired;

import java.util.Objects;

/** One mistake in what Git says: where it is (line and column count from 1; 0 is unknown), what it is, what to do. */
public record Problem(String file, int line, int column, String message, String remedy) {
    public Problem {
        Objects.requireNonNull(file);
        Objects.requireNonNull(message);
        Objects.requireNonNull(remedy);
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException("line and column count from 1: " + line + ":" + column);
        }
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}
