package dev.towline.migrate.apply;

import dev.towline.host.TemporaryPostgres;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of one's own, and on it one fresh database after the other. */
final class Clubs implements AutoCloseable {
    private final AtomicInteger names = new AtomicInteger();
    private final TemporaryPostgres server;

    private Clubs(TemporaryPostgres server) {
        this.server = server;
    }

    static Clubs start() throws IOException, InterruptedException {
        TemporaryPostgres server = TemporaryPostgres.start();
        server.ask("postgres", "CREATE ROLE club LOGIN");
        return new Clubs(server);
    }

    Club club() {
        return new Club(server, "club" + names.incrementAndGet());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
