package dev.towline.source.git;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * SSH with one deploy key and given host keys: no ssh-agent, no ~/.ssh, no ssh_config, no password, under a byte budget. The
 * session is opened once and may serve several connections, one after the other.
 */
final class SshSessions extends SshSessionFactory implements AutoCloseable {
    private final SshdSessionFactory sessions;
    private final KnownHosts hosts;
    private final Instant made = Instant.now();
    private ByteBudget budget;
    private @Nullable RemoteSession2 open;
    private volatile boolean ended;

    /** @param home an empty folder of the agent's own, which JGit takes for the user's */
    SshSessions(DeployKey key, File home, ByteBudget budget) {
        this.budget = budget;
        this.hosts = key.hosts();
        this.sessions = new SshdSessionFactoryBuilder().setHomeDirectory(home).setSshDirectory(home)
                .setConfigStoreFactory((folder, file, user) -> new NoConfig()).setPreferredAuthentications("publickey")
                .setDefaultIdentities(folder -> List.of()).setDefaultKeysProvider(folder -> key.keys())
                .setServerKeyDatabase((folder, ssh) -> key.hosts()).setConnectorFactory(null).build(null);
    }

    @Override
    public RemoteSession getSession(URIish uri, @Nullable CredentialsProvider provider, FS fs, int timeout)
            throws TransportException {
        RemoteSession2 kept = open;
        if (kept != null && !ended) {
            return new Session(kept, budget, () -> open(uri, provider, fs, timeout));
        }
        return new Session(open(uri, provider, fs, timeout), budget, null);
    }

    private RemoteSession2 open(URIish uri, @Nullable CredentialsProvider provider, FS fs, int timeout)
            throws TransportException {
        RemoteSession2 opened = (RemoteSession2) sessions.getSession(uri, provider, fs, timeout);
        ended = false;
        if (opened instanceof SshdSession sshd) {
            sshd.addCloseListener(_ -> ended = true);
        }
        open = opened;
        return opened;
    }

    /** For the next connection. */
    SshSessions with(ByteBudget next) {
        budget = next;
        return this;
    }

    /** Whether the next connection may use the same session. */
    boolean usable() {
        return open != null && !ended;
    }

    Instant made() {
        return made;
    }

    /** Why the host was refused, if it was. */
    Optional<String> refusal() {
        return hosts.refusal();
    }

    @Override
    public String getType() {
        return sessions.getType();
    }

    @Override
    public void close() {
        if (open != null) {
            open.disconnect();
        }
        sessions.close();
    }

    /** An ssh_config that says nothing. */
    private static final class NoConfig implements SshConfigStore {
        @Override
        public HostConfig lookup(String hostName, int port, String userName) {
            return new Defaults();
        }

        @Override
        public HostConfig lookupDefault(String hostName, int port, String userName) {
            return new Defaults();
        }
    }

    private static final class Defaults implements SshConfigStore.HostConfig {
        @Override
        public @Nullable String getValue(String key) {
            return null;
        }

        @Override
        public List<String> getValues(String key) {
            return List.of();
        }

        @Override
        public Map<String, String> getOptions() {
            return Map.of();
        }

        @Override
        public Map<String, List<String>> getMultiValuedOptions() {
            return Map.of();
        }
    }

    /** Opens another session where the kept one has died unseen. */
    private interface Again {
        RemoteSession2 open() throws TransportException;
    }

    /** @param again null where the session is new */
    private record Session(RemoteSession2 session, ByteBudget budget,
            @Nullable Again again) implements RemoteSession2 {
        private static final int KEPT_SECONDS = 10;

        @Override
        public Process exec(String command, Map<String, String> environment, int timeout) throws IOException {
            if (again == null) {
                return new Limited(session.exec(command, environment, timeout), budget);
            }
            try {
                return new Limited(session.exec(command, environment, Math.min(timeout, KEPT_SECONDS)), budget);
            } catch (IOException | IllegalStateException e) {
                session.disconnect();
                return new Limited(again.open().exec(command, environment, timeout), budget);
            }
        }

        @Override
        public Process exec(String command, int timeout) throws IOException {
            return exec(command, Map.of(), timeout);
        }

        @Override
        public void disconnect() {
            // The session outlives the connection; SshSessions ends it.
        }
    }

    /** The remote's git-upload-pack, whose output draws on the budget. */
    private static final class Limited extends Process {
        private final Process process;
        private final InputStream output;
        private final InputStream errors;

        Limited(Process process, ByteBudget budget) {
            this.process = process;
            this.output = budget.limitPackets(process.getInputStream());
            this.errors = new FirstBytes(budget.limit(process.getErrorStream()));
        }

        @Override
        public OutputStream getOutputStream() {
            return process.getOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return output;
        }

        @Override
        public InputStream getErrorStream() {
            return errors;
        }

        @Override
        public int waitFor() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
            return process.waitFor(timeout, unit);
        }

        @Override
        public int exitValue() {
            return process.exitValue();
        }

        @Override
        public void destroy() {
            process.destroy();
        }
    }
}
