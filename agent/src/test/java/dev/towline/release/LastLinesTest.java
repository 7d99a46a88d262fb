package dev.towline.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told of a long output. */
class LastLinesTest {
    @Test
    void of_a_long_output_the_end_is_told_without_empty_lines() {
        String output = IntStream.range(0, 100).mapToObj(n -> "line " + n + "\n\n").collect(Collectors.joining());
        assertEquals(IntStream.range(88, 100).mapToObj(n -> "line " + n).toList(),
                LastLines.of(output).lines().toList());
    }

    @Test
    void a_gunicorn_that_is_too_old_is_named_in_the_first_line() {
        String said = LastLines.of("/opt/ysc/venvs/1/bin/python: No module named gunicorn.__main__; 'gunicorn' is a"
                + " package and cannot be directly executed\n");
        assertTrue(said.startsWith("gunicorn is too old: 20.1 is the first"), said);
        assertEquals(2, said.lines().count());
    }
}
