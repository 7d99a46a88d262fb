package dev.towline.desired;

/** Permission bits, written as octal digits in quotes: YAML would read a bare 0644 as another number. */
public record Mode(int bits) {
    public Mode {
        if (bits < 0 || bits > 07777) {
            throw new IllegalArgumentException("it has more than twelve bits");
        }
    }

    public static Mode parse(String text) {
        if (!text.matches("0?[0-7]{3}|[0-7]{4}")) {
            throw new IllegalArgumentException(
                    "it is no mode: three or four octal digits in quotes, for instance \"0644\"");
        }
        return new Mode(Integer.parseInt(text, 8));
    }

    @Override
    public String toString() {
        return String.format("%04o", bits);
    }
}
