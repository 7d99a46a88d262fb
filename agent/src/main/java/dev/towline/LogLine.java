package dev.towline;

import dev.towline.reconcile.Passes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.UnaryOperator;
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
    /** The log is the process's own, and made before anything else; so what it must not show is told to it later. */
    private static volatile UnaryOperator<String> mask = UnaryOperator.identity();

    /** From now on each line goes through this. */
    static void mask(UnaryOperator<String> masking) {
        mask = masking;
    }

    @Override
    public String format(LogRecord line) {
        String pass = MDC.get(Passes.LOG_KEY);
        StringBuilder text = new StringBuilder();
        text.append(
                JOURNAL ? "<" + priority(line.getLevel()) + ">" : line.getInstant().toString().substring(0, 19) + "Z ");
        text.append(line.getLevel() == Level.INFO ? "" : line.getLevel().getName() + " ");
        text.append(pass == null ? "" : "[" + pass + "] ");
        StringBuilder message = new StringBuilder(formatMessage(line));
        if (line.getThrown() != null) {
            StringWriter trace = new StringWriter();
            line.getThrown().printStackTrace(new PrintWriter(trace));
            message.append(": ").append(trace.toString().strip());
        }
        text.append(mask.apply(message.toString()).replace("\n", "\\n"));
        return text.append('\n').toString();
    }

    /** As syslog counts them. */
    private static int priority(Level level) {
        return level.intValue() >= Level.SEVERE.intValue() ? 3 : level.intValue() >= Level.WARNING.intValue() ? 4 : 6;
    }
}
