package dev.towline.desired;

import java.util.stream.IntStream;

/** One HTTP status, or a range of them such as {@code 200-399}. */
public record StatusRange(int from, int to) {
    public StatusRange {
        if (from < 100 || to > 599 || from > to) {
            throw new IllegalArgumentException("an HTTP status is 100 to 599");
        }
    }

    public static StatusRange parse(String text) {
        if (!text.matches("[0-9]{3}(-[0-9]{3})?")) {
            throw new IllegalArgumentException("it is no HTTP status: write 200, or 200-399");
        }
        int from = Integer.parseInt(text.substring(0, 3));
        return new StatusRange(from, text.length() == 3 ? from : Integer.parseInt(text.substring(4)));
    }

    public IntStream all() {
        return IntStream.rangeClosed(from, to);
    }

    @Override
    public String toString() {
        return from == to ? Integer.toString(from) : from + "-" + to;
    }
}
