package dev.towline.cli;

import dev.towline.demo.Narrator;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** The demo's story on a terminal, with colours only there. */
final class Telling implements Narrator {
    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final String GREEN = "32";
    private static final String RED = "31";

    private final PrintWriter out;
    private final boolean colours;

    Telling(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    @Override
    public void say(String text) {
        line(text);
    }

    @Override
    public void act(int number, String title) {
        line("\n" + coloured(BOLD, String.format(Locale.ROOT, "%d  %s", number, title)));
    }

    @Override
    public void seen(Duration after, String text) {
        line(coloured(DIM, time(after)) + text);
    }

    @Override
    public void went(Duration took, String text) {
        line(coloured(GREEN, time(took) + "ok  ") + text);
    }

    @Override
    public void broke(String text) {
        line(coloured(RED, "\nThis should not have happened: ") + text);
    }

    @Override
    public void output(String text) {
        line(text.indent(2).stripTrailing());
    }

    private static String time(Duration duration) {
        return String.format(Locale.ROOT, "%8.1f s  ", duration.toMillis() / 1000.0);
    }

    private String coloured(String colour, String text) {
        return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }

    private void line(String text) {
        out.println(text);
        out.flush();
    }
}
