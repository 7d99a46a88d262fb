package dev.towline.audit;

import java.time.Instant;

/**
 * One request for a decision, accepted or refused.
 *
 * @param via how it came: token, socket, cli or hook
 * @param by the token's name, the person's, or the hook's id; empty where it is not known
 * @param from the address, or empty for one on this host's socket
 * @param site the target, or empty
 * @param request what was asked, for example {@code rollback}
 * @param detail its body, or a count, or empty
 * @param status as in HTTP; 202 is accepted
 * @param answer in words
 */
public record AuditEntry(Instant at, String via, String by, String from, String site, String request, String detail,
        int status, String answer) {
    private static final int LONGEST = 300;

    public AuditEntry {
        via = line(via);
        by = line(by);
        from = line(from);
        site = line(site);
        request = line(request);
        detail = line(detail);
        answer = line(answer);
    }

    /** Some of it was written by whoever asked. */
    private static String line(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
    }
}
