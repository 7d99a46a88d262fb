package dev.towline.migrate.apply;

import dev.towline.migrate.shadow.Broken;
import dev.towline.migrate.shadow.Prepared;
import dev.towline.migrate.shadow.Sent;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the running release has sent since it is alone, prepared on the real database inside of the transaction that takes away. */
final class SentGuard implements Guard {
    private final Session session;
    private final List<Sent> sent;
    private @Nullable Prepared prepared;
    private String path = "";

    SentGuard(Session session, List<Sent> sent) {
        this.session = session;
        this.sent = sent;
    }

    @Override
    public void before() throws SQLException {
        path = String.valueOf(session.text("SELECT current_setting('search_path')"));
        session.retrying("the traffic", () -> prepared = Prepared.before(session.connection(), sent));
    }

    @Override
    public void after() throws SQLException {
        if (prepared == null || prepared.statements() == 0) {
            return;
        }
        // The file may have set its own, and the site has not.
        session.execute("SET LOCAL ROLE NONE");
        session.text("SELECT set_config('search_path', ?, true)", path);
        Optional<Broken> broken = prepared.first();
        if (broken.isPresent()) {
            throw new StillSent("the running code " + broken.get().would());
        }
    }

    @Override
    public int statements() {
        return prepared == null ? 0 : prepared.statements();
    }
}
