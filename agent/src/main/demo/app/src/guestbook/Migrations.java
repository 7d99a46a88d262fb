package guestbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Files of SQL in the folder migrations, each run once, in the order of their names. */
final class Migrations {
    private Migrations() {}

    static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("migrations"))) {
            return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
        }
    }

    static List<Path> pending(Database database) throws IOException, SQLException {
        database.change("create table if not exists migration (name text primary key)");
        List<String> done = database.rows(row -> row.getString(1), "select name from migration");
        return all().stream().filter(file -> !done.contains(file.getFileName().toString())).toList();
    }

    static void run(Database database, Path file) throws IOException, SQLException {
        List<String> statements = new ArrayList<>(
                Arrays.stream(Files.readString(file).split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList());
        statements.add("insert into migration values ('" + file.getFileName() + "')");
        database.script(statements);
    }
}
