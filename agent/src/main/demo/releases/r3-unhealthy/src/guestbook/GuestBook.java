package guestbook;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The entries, each with the mood it was written in. */
final class GuestBook {
    private final Database database;

    GuestBook(Database database) {
        this.database = database;
    }

    record Entry(String at, String name, String text, String mood) {}

    int count() throws SQLException {
        return database.rows(row -> row.getInt(1), "select count(*) from entry").getFirst();
    }

    int visitors() throws SQLException {
        return database.rows(row -> row.getInt(1), "select count(*) from visitor").getFirst();
    }

    List<Entry> latest() throws SQLException {
        return database.rows(row -> new Entry(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                "select at, name, text, mood from entry order by id desc limit 10");
    }

    void add(Map<String, String> form) throws SQLException {
        database.change("insert into entry (at, name, text, mood) values (?, ?, ?, ?)", Instant.now().toString(),
                form.getOrDefault("name", "somebody"), form.getOrDefault("text", ""), form.getOrDefault("mood", ""));
    }
}
