package dev.towline.secret;

/**
 * Which secret is meant.
 *
 * @param owner the site's name, or {@code @host}; a plain text because this room knows no sites
 */
public record SecretRef(String owner, String name) {
    public SecretRef {
        if (!owner.matches("@host|[a-z][a-z0-9-]{0,30}")) {
            throw new IllegalArgumentException("'" + owner + "' is no owner of secrets");
        }
        if (!name.matches("[a-z][a-z0-9_]{0,63}")) {
            throw new IllegalArgumentException(
                    "a secret's name has small letters, digits and _, and begins with a letter");
        }
    }

    public boolean isHosts() {
        return owner.equals("@host");
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
