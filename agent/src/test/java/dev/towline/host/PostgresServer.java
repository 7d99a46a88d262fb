package dev.towline.host;

import java.io.IOException;
import java.nio.file.Path;

/** A PostgreSQL of a test's own, which trusts everybody who reaches it. */
public interface PostgresServer extends AutoCloseable {
    int major();

    /** Where its own programs are: {@code psql}, {@code pg_dump}. They may see other files than the test does: give them text, not paths. */
    Path binaries();

    String host();

    int port();

    /** Of the database postgres. */
    default String url(String user) {
        return "postgresql://" + user + "@" + host() + ":" + port() + "/postgres";
    }

    @Override
    void close() throws IOException;
}
