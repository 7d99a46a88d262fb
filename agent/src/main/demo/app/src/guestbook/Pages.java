package guestbook;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which path answers what. */
final class Pages {
    private final Settings settings;
    private final Database database;
    private final GuestBook book;
    private final HomePage home;
    private final Ready ready;

    Pages(Settings settings, Database database, Assets assets) {
        this.settings = settings;
        this.database = database;
        this.book = new GuestBook(database);
        this.home = new HomePage(settings, book, assets);
        this.ready = new Ready(settings, book);
    }

    Answer answer(Request request) {
        try {
            return switch (request.method() + " " + request.path()) {
                case "GET /" -> Answer.of(200, "text/html; charset=utf-8", home.html());
                case "GET /ready" -> ready.answer();
                case "GET /status" -> Answer.of(200, "application/json", status());
                case "POST /entries" -> {
                    book.add(form(request.body()));
                    yield Answer.seeOther("/");
                }
                default -> Answer.of(404, "text/plain", "There is no such page.\n");
            };
        } catch (SQLException e) {
            return Answer.of(500, "text/plain", "The database says: " + e.getMessage() + "\n");
        }
    }

    private String status() throws SQLException {
        List<String> workers = database.rows(row -> "{\"release\":" + Html.json(row.getString(1)) + ",\"pid\":" + row.getLong(2)
                + ",\"age_ms\":" + Duration.between(Instant.parse(row.getString(3)), Instant.now()).toMillis() + "}",
                "select release, pid, at from beat order by at desc limit 1");
        return "{\"release\":" + Html.json(settings.release()) + ",\"slot\":" + Html.json(settings.slot()) + ",\"rows\":"
                + book.count() + ",\"pid\":" + ProcessHandle.current().pid() + ",\"worker\":"
                + (workers.isEmpty() ? "null" : workers.getFirst()) + "}\n";
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return form;
    }
}
