package dev.towline.desired;

/** A value and where it was written, for what is checked only when other files are known. */
public record Located<T>(T value, Place at) {
    @Override
    public String toString() {
        return value.toString();
    }
}
