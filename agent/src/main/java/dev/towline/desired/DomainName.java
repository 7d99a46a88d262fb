package dev.towline.desired;

import java.util.regex.Pattern;

/** A name that a site answers to; {@code *.} in front stands for any one label. */
public record DomainName(String value) {
    private static final Pattern FORM = Pattern.compile(
            "(?=.{1,253}$)(\\*\\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    public DomainName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "it is no domain name: small letters, digits, dashes and dots, without scheme, port or path");
        }
    }

    public boolean isWildcard() {
        return value.startsWith("*");
    }

    @Override
    public String toString() {
        return value;
    }
}
