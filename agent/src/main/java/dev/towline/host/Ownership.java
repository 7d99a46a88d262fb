package dev.towline.host;

import java.util.Objects;

/**
 * Owner, group and permission bits.
 *
 * @param mode the low twelve bits, for instance 0644
 */
public record Ownership(String owner, String group, int mode) {
    public Ownership {
        Objects.requireNonNull(owner);
        Objects.requireNonNull(group);
        if (mode < 0 || mode > 07777) {
            throw new IllegalArgumentException(
                    "a mode has twelve bits at most, this one is " + Integer.toOctalString(mode));
        }
    }

    public static Ownership root(int mode) {
        return new Ownership("root", "root", mode);
    }

    public String octal() {
        return String.format("%04o", mode);
    }

    @Override
    public String toString() {
        return owner + ":" + group + " " + octal();
    }
}
