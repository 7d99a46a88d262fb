package dev.towline.migrate.apply;

import dev.towline.host.TemporaryPostgres;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server for a class of tests, and on it one fresh database after the other. */
final class Clubs implements BeforeAllCallback, AfterAllCallback {
    private final AtomicInteger names = new AtomicInteger();
    private @Nullable TemporaryPostgres server;

    @Override
    public void beforeAll(ExtensionContext tests) throws IOException, InterruptedException {
        TemporaryPostgres started = TemporaryPostgres.start();
        server = started;
        started.ask("postgres", "CREATE ROLE club LOGIN");
    }

    @Override
    public void afterAll(ExtensionContext tests) throws IOException {
        if (server != null) {
            server.close();
        }
    }

    Club club() {
        return new Club(Objects.requireNonNull(server), "club" + names.incrementAndGet());
    }
}
