package dev.towline;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogLineTest {
    @AfterEach
    void unmask() {
        LogLine.mask(UnaryOperator.identity());
    }

    @Test
    void a_secret_is_in_neither_the_message_nor_the_trace() {
        LogLine.mask(text -> text.replace("canary", "****"));
        LogRecord line = new LogRecord(Level.WARNING, "{0} failed");
        line.setParameters(new Object[]{"canary"});
        line.setThrown(new IllegalStateException("outer", new IllegalStateException("with canary")));
        String text = new LogLine().format(line);
        assertTrue(text.contains("**** failed"), text);
        assertTrue(text.contains("with ****"), text);
        assertFalse(text.contains("canary"), text);
    }

    @Test
    void a_secret_of_several_lines_is_found_before_its_lines_are_made_one() {
        LogLine.mask(text -> text.replace("one\ntwo", "****"));
        String text = new LogLine().format(new LogRecord(Level.INFO, "x one\ntwo"));
        assertTrue(text.endsWith("x ****\n"), text);
    }
}
