package guestbook;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The entries. */
final class GuestBook {
    private final Database database;

    GuestBook(Database database) {
        this.database = database;
    }

    record Entry(String at, String name, String text) {}

    int count() throws SQLException {
        return database.rows(row -> row.getInt(1), "select count(*) from entry").getFirst();
    }

    List<Entry> latest() throws SQLException {
        return database.rows(row -> new Entry(row.getString(1), row.getString(2), row.getString(3)),
                "select at, name, text from entry order by id desc limit 10");
    }

    void add(Map<String, String> form) throws SQLException {
        database.change("insert into entry (at, name, text) values (?, ?, ?)", Instant.now().toString(),
                form.getOrDefault("name", "somebody"), form.getOrDefault("text", ""));
    }
}
