package guestbook;

import java.sql.SQLException;

/** The page with the latest entries and the form. */
final class HomePage {
    private final Settings settings;
    private final GuestBook book;
    private final Assets assets;

    HomePage(Settings settings, GuestBook book, Assets assets) {
        this.settings = settings;
        this.book = book;
        this.assets = assets;
    }

    String html() throws SQLException {
        StringBuilder entries = new StringBuilder();
        for (GuestBook.Entry entry : book.latest()) {
            entries.append("<li><b>").append(Html.text(entry.name())).append("</b> ").append(Html.text(entry.text()))
                    .append(" <i>").append(Html.text(entry.mood())).append("</i></li>\n");
        }
        return """
                <!doctype html>
                <title>Guest book</title>
                <link rel="stylesheet" href="%s">
                <h1>Guest book</h1>
                <p>%s</p>
                <form method="post" action="/entries"><input name="name" placeholder="Name"><input name="text" placeholder="Text"><input name="mood" placeholder="Mood"><button>Write</button></form>
                <ul>
                %s</ul>
                <footer>second edition, release %s, %d entries</footer>
                """.formatted(assets.path("site.css"), Html.text(settings.greeting()), entries, Html.text(settings.release()),
                book.count());
    }
}
