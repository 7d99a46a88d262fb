package dev.towline.desired;

/** What is reconciled: one site by its name, or the host's own components. */
public record TargetName(String value) implements Comparable<TargetName> {
    public static final TargetName HOST = new TargetName("@host");

    public TargetName {
        if (!value.equals("@host") && !value.matches("[a-z][a-z0-9-]{0,30}")) {
            throw new IllegalArgumentException(
                    "'" + value
                            + "' is no site name: a small letter, then small letters, digits and dashes, 31 at most");
        }
    }

    public static TargetName site(String name) {
        return new TargetName(name);
    }

    public boolean isHost() {
        return value.equals("@host");
    }

    @Override
    public int compareTo(TargetName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
