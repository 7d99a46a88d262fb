package dev.towline.migrate.shadow;

import dev.towline.migrate.lint.Witness;
import dev.towline.migrate.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shadow for each history of files, one after the other. */
public final class Shadows implements Witness, AutoCloseable {
    private final ShadowServer server;
    private final String schema;
    private final List<Sent> sent;
    private @Nullable Shadow now;
    private @Nullable Prepared prepared;
    private int working;

    /** @param schema what is there before the first file; empty for nothing */
    public Shadows(ShadowServer server, String schema) {
        this(server, schema, List.of());
    }

    /** @param sent what running code has sent */
    public Shadows(ShadowServer server, String schema, List<Sent> sent) {
        this.server = server;
        this.schema = schema;
        this.sent = List.copyOf(sent);
    }

    /** How many of the statements that were sent have worked before. */
    public int working() {
        return working;
    }

    /** The server's major version. */
    public int version() {
        return server.version();
    }

    @Override
    public void fresh() {
        drop();
        prepared = null;
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

    @Override
    public void baseline() {
        if (!sent.isEmpty()) {
            Prepared made = now().prepared(sent);
            working += made.statements();
            prepared = made;
        }
    }

    @Override
    public List<Lost> lost() {
        return prepared == null
                ? List.of()
                : now().broken(prepared).stream().map(broken -> new Lost(broken.sent().table(), broken.now())).toList();
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
