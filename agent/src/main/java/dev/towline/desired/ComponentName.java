package dev.towline.desired;

/** The name of a component: its folder's. */
public record ComponentName(String value) implements Comparable<ComponentName> {
    public ComponentName {
        if (!value.matches("[a-z0-9][a-z0-9_-]{0,62}")) {
            throw new IllegalArgumentException("it is no component name: small letters, digits, - and _");
        }
    }

    @Override
    public int compareTo(ComponentName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
