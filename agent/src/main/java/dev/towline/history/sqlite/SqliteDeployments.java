package dev.towline.history.sqlite;

import dev.towline.desired.TargetName;
import dev.towline.history.Deployment;
import dev.towline.history.DeploymentId;
import dev.towline.history.Deployments;
import dev.towline.history.Outcome;
import dev.towline.history.Retention;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Attempts and their output. */
final class SqliteDeployments implements Deployments {
    private static final String COLUMNS = "id, target, trigger, config, app, release, author, subject, started, ended,"
            + " outcome, reason, phases";
    private static final String PUT = "INSERT INTO deployment (" + COLUMNS + """
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET target = excluded.target, trigger = excluded.trigger,
                config = excluded.config, app = excluded.app, release = excluded.release, author = excluded.author,
                subject = excluded.subject, started = excluded.started, ended = excluded.ended,
                outcome = excluded.outcome, reason = excluded.reason, phases = excluded.phases""";
    private static final String OLDER_THAN_NEWEST = """
            target = ?1 AND seq <= (SELECT seq FROM deployment WHERE target = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)""";

    private final Database database;
    private final Retention retention;
    private final SqliteOutput output;

    SqliteDeployments(Database database, Retention retention) {
        this.database = database;
        this.retention = retention;
        this.output = new SqliteOutput(database);
    }

    @Override
    public void put(Deployment deployment) {
        // All of them, so that what is trimmed below has nothing gathered any more.
        output.flush();
        if (find(deployment.id()).filter(deployment::equals).isPresent()) {
            return;
        }
        Instant ended = deployment.ended();
        database.write(t -> {
            t.update(PUT, deployment.id().value(), deployment.target().value(), deployment.trigger(),
                    deployment.config(), deployment.app(), deployment.release(), deployment.author(),
                    deployment.subject(), deployment.started().toString(), ended == null ? null : ended.toString(),
                    deployment.outcome().name(), deployment.reason(), PhasesJson.write(deployment.phases()));
            return trim(t, deployment.target());
        });
    }

    private int trim(Database.Transaction transaction, TargetName target) throws SQLException {
        return transaction.update("DELETE FROM output WHERE deployment IN (SELECT id FROM deployment WHERE "
                + OLDER_THAN_NEWEST + ")", target.value(), retention.outputs())
                + transaction.update("DELETE FROM deployment WHERE " + OLDER_THAN_NEWEST, target.value(),
                        retention.deployments());
    }

    @Override
    public Optional<Deployment> find(DeploymentId id) {
        return database.first(SqliteDeployments::read, "SELECT " + COLUMNS + " FROM deployment WHERE id = ?",
                id.value());
    }

    @Override
    public List<Deployment> newest(@Nullable TargetName target, int limit) {
        return target == null
                ? database.list(SqliteDeployments::read,
                        "SELECT " + COLUMNS + " FROM deployment ORDER BY seq DESC LIMIT ?", Math.max(0, limit))
                : database.list(SqliteDeployments::read,
                        "SELECT " + COLUMNS + " FROM deployment WHERE target = ? ORDER BY seq DESC LIMIT ?",
                        target.value(), Math.max(0, limit));
    }

    private static Deployment read(ResultSet row) throws SQLException {
        String ended = row.getString(10);
        return new Deployment(new DeploymentId(row.getString(1)), new TargetName(row.getString(2)), row.getString(3),
                row.getString(4), row.getString(5), row.getString(6), row.getString(7), row.getString(8),
                Instant.parse(row.getString(9)), ended == null ? null : Instant.parse(ended),
                Outcome.valueOf(row.getString(11)), row.getString(12), PhasesJson.read(row.getString(13)));
    }

    @Override
    public void append(DeploymentId id, String line) {
        output.append(id, line);
    }

    @Override
    public String output(DeploymentId id) {
        return output.text(id);
    }

    void flush() {
        output.flush();
    }
}
