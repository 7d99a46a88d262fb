package dev.towline.source;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What Git LFS puts into a repository instead of a file: a text that names the file on another server. As in version 1 of its
 * specification (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md): UTF-8, below 1024 bytes, the version first.
 */
public final class LfsPointer {
    /** A pointer is smaller. */
    public static final int TOO_LARGE = 1024;
    /** "version", "oid" with 64 digits, "size" with one. */
    public static final int SMALLEST = 120;
    private static final Pattern FORM = Pattern
            .compile(
                    "version https://(?:git-lfs\\.github\\.com|hawser\\.github\\.com)/spec/v1\r?\n(?:[a-z0-9.-]+ [^\n]*\n)*?"
                            + "oid sha256:[0-9a-f]{64}\r?\nsize [0-9]{1,19}\r?\n?(?:[a-z0-9.-]+ [^\n]*\n?)*");

    private LfsPointer() {}

    /** Whether a file with these bytes is one. */
    public static boolean is(byte[] bytes) {
        return bytes.length < TOO_LARGE && bytes.length >= SMALLEST && bytes[0] == 'v'
                && FORM.matcher(new String(bytes, StandardCharsets.UTF_8)).matches();
    }
}
