package dev.towline.health;

import dev.towline.host.Host;
import dev.towline.host.HostException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the real host. One instance watches one site from one moment on: it remembers each unit's last look, so a restart that
 * was meant (a deployment) wants a new instance after it.
 */
public final class HealthProber implements Prober {
    private final HttpProbe http;
    private final TcpProbe tcp = new TcpProbe();
    private final UnitProbe unit;
    private final ExecProbe exec;
    private final SqlProbe sql;
    private final TlsProbe tls;

    /** Asks SQLite files in this process. */
    public HealthProber(Host host, HttpExchange exchange, String domain) {
        this(host, exchange, domain, List.of());
    }

    /**
     * @param domain the Host header of http checks that name none
     * @param program this program's start script, for the processes that open SQLite files; empty to open them here
     */
    public HealthProber(Host host, HttpExchange exchange, String domain, List<String> program) {
        this.http = new HttpProbe(exchange, domain);
        this.unit = new UnitProbe(host.services());
        this.exec = new ExecProbe(host.commands());
        this.sql = new SqlProbe(host.files(),
                program.isEmpty() ? null : new SqliteProcess(host.commands(), program));
        this.tls = new TlsProbe(host.clock());
    }

    @Override
    public Optional<String> probe(HealthCheck check, @Nullable Endpoint web) {
        try {
            ask(check, web);
            return Optional.empty();
        } catch (ProbeFailure e) {
            return Optional.of(e.why());
        } catch (HostException e) {
            return Optional.of(Said.quote(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the check was cancelled");
        } catch (Exception e) {
            // A check that cannot be asked has not passed, whatever went wrong; the name alone may help to find out.
            return Optional.of("the check could not be made: " + e.getClass().getSimpleName() + " " + Said.quote(e));
        }
    }

    private void ask(HealthCheck check, @Nullable Endpoint web) throws Exception {
        switch (check) {
            case HealthCheck.Http c -> http.probe(c, web);
            case HealthCheck.Tcp c -> tcp.probe(c);
            case HealthCheck.Unit c -> unit.probe(c);
            case HealthCheck.Exec c -> exec.probe(c);
            case HealthCheck.Sql c -> sql.probe(c);
            case HealthCheck.Tls c -> tls.probe(c);
        }
    }
}
