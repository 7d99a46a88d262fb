package dev.towline.source.git;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/** SSH with one deploy key and given host keys: no ssh-agent, no ~/.ssh, no ssh_config, no password, under a byte budget. */
final class SshSessions extends SshSessionFactory implements AutoCloseable {
    private final SshdSessionFactory sessions;
    private final ByteBudget budget;

    /** @param home an empty folder of the agent's own, which JGit takes for the user's */
    SshSessions(DeployKey key, File home, ByteBudget budget) {
        this.budget = budget;
        this.sessions = new SshdSessionFactoryBuilder().setHomeDirectory(home).setSshDirectory(home)
                .setConfigStoreFactory((folder, file, user) -> new NoConfig()).setPreferredAuthentications("publickey")
                .setDefaultIdentities(folder -> List.of()).setDefaultKeysProvider(folder -> key.keys())
                .setServerKeyDatabase((folder, ssh) -> key.hosts()).setConnectorFactory(null).build(null);
    }

    @Override
    public RemoteSession getSession(URIish uri, @Nullable CredentialsProvider provider, FS fs, int timeout)
            throws TransportException {
        return new Session((RemoteSession2) sessions.getSession(uri, provider, fs, timeout), budget);
    }

    @Override
    public String getType() {
        return sessions.getType();
    }

    @Override
    public void close() {
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

    private record Session(RemoteSession2 session, ByteBudget budget) implements RemoteSession2 {
        @Override
        public Process exec(String command, Map<String, String> environment, int timeout) throws IOException {
            return new Limited(session.exec(command, environment, timeout), budget);
        }

        @Override
        public Process exec(String command, int timeout) throws IOException {
            return new Limited(session.exec(command, timeout), budget);
        }

        @Override
        public void disconnect() {
            session.disconnect();
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
