package dev.towline.migrate.lint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A migration file as it is: its path as shown to people, and its text. */
public record SourceFile(String path, String text) {
    private static final Pattern NUMBER = Pattern.compile("[vV]?(\\d{1,17})(?:[._-].*)?\\.sql");
    private static final Pattern ORDERED = Pattern.compile("\\d{4,}_[A-Za-z0-9_.-]+\\.sql");

    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The path without its last part; empty for none. */
    public String folder() {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    /** The number that it begins with, where it has one. */
    public OptionalLong number() {
        Matcher matcher = NUMBER.matcher(name());
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** Whether it is named NNNN_name.sql. */
    public boolean ordered() {
        return ORDERED.matcher(name()).matches();
    }

    /** SHA-256 of its bytes in hexadecimal: what an override names, and what changes with any edit. */
    public String sha256() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
