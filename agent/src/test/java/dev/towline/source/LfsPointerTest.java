package dev.towline.source;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LfsPointerTest {
    private static final String OID = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
    private static final String POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + OID
            + "\nsize 12345\n";

    private static boolean is(String text) {
        return LfsPointer.is(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_example_of_the_specification_is_one() {
        assertTrue(is(POINTER));
    }

    @Test
    void one_with_extensions_is_one() {
        assertTrue(is("version https://git-lfs.github.com/spec/v1\next-0-foo sha256:" + OID + "\noid sha256:" + OID
                + "\nsize 12345\n"));
    }

    @Test
    void one_of_before_the_renaming_or_with_other_line_endings_is_one() {
        assertTrue(is(POINTER.replace("git-lfs", "hawser")));
        assertTrue(is(POINTER.replace("\n", "\r\n")));
        assertTrue(is(POINTER.stripTrailing()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "version https://git-lfs.github.com/spec/v1\n",
            "A pointer begins with: version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"})
    void what_only_speaks_of_it_is_none(String text) {
        assertFalse(is(text + "x".repeat(120)));
    }

    @Test
    void a_text_of_a_kibibyte_is_none() {
        assertFalse(is(POINTER + "x-y z\n".repeat(200)));
    }
}
