package dev.towline;

import dev.towline.reconcile.Passes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.slf4j.MDC;

/**
 * One line an event: journald's priority where journald reads it, level, the pass, the message. The time is left to journald, and
 * added where a person reads standard error.
 */
public final class LogLine extends Formatter {
    private static final boolean JOURNAL = System.getenv("JOURNAL_STREAM") != null;

    @Override
    public String format(LogRecord line) {
        String pass = MDC.get(Passes.LOG_KEY);
        StringBuilder text = new StringBuilder();
        text.append(
                JOURNAL ? "<" + priority(line.getLevel()) + ">" : line.getInstant().toString().substring(0, 19) + "Z ");
        text.append(line.getLevel() == Level.INFO ? "" : line.getLevel().getName() + " ");
        text.append(pass == null ? "" : "[" + pass + "] ");
        text.append(formatMessage(line).replace("\n", "\\n"));
        if (line.getThrown() != null) {
            StringWriter trace = new StringWriter();
            line.getThrown().printStackTrace(new PrintWriter(trace));
            text.append(": ").append(trace.toString().strip().replace("\n", "\\n"));
        }
        return text.append('\n').toString();
    }

    /** As syslog counts them. */
    private static int priority(Level level) {
        return level.intValue() >= Level.SEVERE.intValue() ? 3 : level.intValue() >= Level.WARNING.intValue() ? 4 : 6;
    }
}
