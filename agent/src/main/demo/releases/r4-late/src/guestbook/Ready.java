package guestbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Whether this release can do its work. It can, until it has served for three seconds, as with something that leaks. */
final class Ready {
    private static final Duration GOOD_FOR = Duration.ofSeconds(3);

    private final Settings settings;
    private final GuestBook book;
    private volatile Instant serving = Instant.MAX;

    Ready(Settings settings, GuestBook book) {
        this.settings = settings;
        this.book = book;
        Thread.ofVirtual().start(this::watch);
    }

    Answer answer() throws SQLException {
        if (Instant.now().isAfter(serving) && Duration.between(serving, Instant.now()).compareTo(GOOD_FOR) > 0) {
            return Answer.of(500, "application/json", "{\"ok\":false,\"error\":\"every connection is taken\"}\n");
        }
        return Answer.of(200, "application/json",
                "{\"ok\":true,\"release\":" + Html.json(settings.release()) + ",\"rows\":" + book.count() + "}\n");
    }

    /** From when on the site's link names this slot. */
    private void watch() {
        try {
            while (serving.equals(Instant.MAX)) {
                if (leadsHere()) {
                    serving = Instant.now();
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean leadsHere() {
        try {
            return Files.readSymbolicLink(Path.of(settings.currentSocket())).toString().equals(settings.socket());
        } catch (IOException e) {
            return false;
        }
    }
}
