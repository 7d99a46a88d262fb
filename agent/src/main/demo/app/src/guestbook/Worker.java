package guestbook;

import java.sql.SQLException;
import java.time.Instant;

/** Says four times a second which release it runs from. */
final class Worker {
    private static final int KEPT = 400;

    private Worker() {}

    static void run(Settings settings) throws SQLException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        System.out.println("release " + settings.release() + " works");
        try (Database database = Database.open(settings)) {
            while (true) {
                database.change("insert into beat (release, pid, at) values (?, ?, ?)", settings.release(), pid,
                        Instant.now().toString());
                database.change("delete from beat where id <= (select max(id) from beat) - " + KEPT);
                Thread.sleep(250);
            }
        }
    }
}
