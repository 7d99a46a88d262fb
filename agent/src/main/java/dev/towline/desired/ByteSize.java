package dev.towline.desired;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written with K, M or G, which are powers of 1,024 as in systemd. */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([KMG])");

    public ByteSize {
        if (bytes <= 0) {
            throw new IllegalArgumentException("it is more than nothing");
        }
    }

    public static ByteSize parse(String text) {
        Matcher size = FORM.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException("it is no size: a number and K, M or G, for instance 512M or 2G");
        }
        int shift = switch (size.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            default -> 30;
        };
        return new ByteSize(Long.parseLong(size.group(1)) << shift);
    }

    /** As it is written, in the largest unit that leaves no rest. */
    @Override
    public String toString() {
        int shift = bytes % (1 << 30) == 0 ? 30 : bytes % (1 << 20) == 0 ? 20 : 10;
        return (bytes >> shift) + (shift == 30 ? "G" : shift == 20 ? "M" : "K");
    }
}
