package dev.towline.migrate.shadow;

import dev.towline.migrate.lint.Witness;
import dev.towline.migrate.sql.Statement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** A shadow that somebody else has made as a copy of the real schema, and takes away: only what is tried on it is done here. */
public final class ShadowCopy implements Witness, AutoCloseable {
    private final Shadow shadow;

    private ShadowCopy(Shadow shadow) {
        this.shadow = shadow;
    }

    /** @throws ShadowFailure where nobody answers, or not to this user */
    public static ShadowCopy at(ServerAddress real, String database) {
        ServerAddress address = real.database(database);
        try {
            return new ShadowCopy(
                    Shadow.in(DriverManager.getConnection(address.jdbc(), address.login()), () -> {}, true));
        } catch (SQLException e) {
            throw ShadowServer.failure(address, e, "see that the site's role may connect to " + database);
        }
    }

    /** What running code has sent, as it works before anything is tried here. */
    public Prepared prepared(List<Sent> sent) {
        return shadow.prepared(sent);
    }

    /** Which of it does not work any more; each is told once. */
    public List<Broken> broken(Prepared prepared) {
        return shadow.broken(prepared);
    }

    /** What is asked of it between two files. */
    @FunctionalInterface
    public interface Look<T> {
        T at(Connection connection) throws SQLException;
    }

    /** Asks as the site's role would, whatever the file before has set. */
    public <T> T look(Look<T> look) {
        return shadow.look(look);
    }

    @Override
    public void fresh() {}

    @Override
    public void begin(boolean transaction) {
        shadow.begin(transaction);
    }

    @Override
    public List<Seen> watch(Statement statement) {
        return shadow.watch(statement);
    }

    @Override
    public void end() {
        shadow.end();
    }

    @Override
    public void close() {
        shadow.close();
    }
}
