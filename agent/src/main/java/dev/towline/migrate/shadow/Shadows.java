package dev.towline.migrate.shadow;

import dev.towline.migrate.lint.Witness;
import dev.towline.migrate.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shadow for each history of files, one after the other. */
public final class Shadows implements Witness, AutoCloseable {
    private final ShadowServer server;
    private final String schema;
    private @Nullable Shadow now;

    /** @param schema what is there before the first file; empty for nothing */
    public Shadows(ShadowServer server, String schema) {
        this.server = server;
        this.schema = schema;
    }

    /** The server's major version. */
    public int version() {
        return server.version();
    }

    @Override
    public void fresh() {
        drop();
        Shadow made = server.shadow();
        now = made;
        if (!schema.isBlank()) {
            made.prepare(schema);
        }
    }

    private Shadow now() {
        if (now == null) {
            fresh();
        }
        return java.util.Objects.requireNonNull(now);
    }

    @Override
    public void begin(boolean transaction) {
        now().begin(transaction);
    }

    @Override
    public List<Seen> watch(Statement statement) {
        return now().watch(statement);
    }

    @Override
    public void end() {
        now().end();
    }

    private void drop() {
        Shadow last = now;
        now = null;
        if (last != null) {
            last.close();
        }
    }

    @Override
    public void close() {
        try {
            drop();
        } finally {
            server.close();
        }
    }
}
