package dev.towline.cli;

import java.io.Console;
import java.io.IOException;

/** A person's word, typed on a terminal. */
final class Consent {
    private Consent() {}

    /** @throws IOException where nobody can be asked */
    static boolean given(Out out, String site) throws IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new IOException("there is no terminal to ask on, so nothing was changed; a script says --yes");
        }
        out.line("Type the site's name to go on:");
        return site.equals(String.valueOf(console.readLine()).strip());
    }
}
