package dev.towline.desired;

/** Who owns and runs a site: a user of its own, never root. */
public record UserName(String value) {
    public UserName {
        if (!value.matches("[a-z_][a-z0-9_-]{0,30}")) {
            throw new IllegalArgumentException("it is no user name: small letters, digits, - and _, 31 at most");
        }
        if (SystemAccountNames.has(value) && !value.equals("root")) {
            throw new IllegalArgumentException(
                    "it is an account of the system; leave the key out to have a user of the site's name");
        }
        if (value.equals("root")) {
            throw new IllegalArgumentException(
                    "a site never runs as root; leave the key out to have a user of the site's name");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
