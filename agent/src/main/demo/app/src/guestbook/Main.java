package guestbook;

import java.nio.file.Path;
import java.util.List;

/** The guest book: one program, and what it does is its first word. */
public final class Main {
    private Main() {}

    public static void main(String[] words) throws Exception {
        List<String> rest = List.of(words).subList(Math.min(1, words.length), words.length);
        switch (words.length == 0 ? "" : words[0]) {
            case "serve" -> serve();
            case "work" -> Worker.run(Settings.read());
            case "pending" -> System.exit(pending());
            case "migrate" -> migrate();
            case "assets" -> Assets.hash(Path.of(rest.get(0)), Path.of(rest.get(1)));
            case "check" -> check();
            default -> {
                System.err.println("usage: serve | work | pending | migrate | assets FROM TO | check");
                System.exit(2);
            }
        }
    }

    private static void serve() throws Exception {
        Settings settings = Settings.read();
        try (Database database = Database.open(settings)) {
            new Server(settings, new Pages(settings, database, Assets.read(settings.publicFolder()))).run();
        }
    }

    /** 1 while there are any, as the component's 'pending' wants it. */
    private static int pending() throws Exception {
        try (Database database = Database.open(Settings.read())) {
            List<Path> pending = Migrations.pending(database);
            pending.forEach(file -> System.out.println("pending: " + file.getFileName()));
            return pending.isEmpty() ? 0 : 1;
        }
    }

    private static void migrate() throws Exception {
        try (Database database = Database.open(Settings.read())) {
            for (Path file : Migrations.pending(database)) {
                Migrations.run(database, file);
                System.out.println("migrated: " + file.getFileName());
            }
        }
    }

    private static void check() throws Exception {
        Assets assets = Assets.read(Settings.read().publicFolder());
        System.out.println("style sheet " + assets.path("site.css") + ", " + Migrations.all().size() + " migrations");
    }
}
