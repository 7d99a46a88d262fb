package guestbook;

import java.sql.SQLException;

/** Whether this release can do its work. It cannot: somebody forgot the migration that makes the table of visitors. */
final class Ready {
    private final Settings settings;
    private final GuestBook book;

    Ready(Settings settings, GuestBook book) {
        this.settings = settings;
        this.book = book;
    }

    Answer answer() throws SQLException {
        return Answer.of(200, "application/json", "{\"ok\":true,\"release\":" + Html.json(settings.release()) + ",\"rows\":"
                + book.count() + ",\"visitors\":" + book.visitors() + "}\n");
    }
}
