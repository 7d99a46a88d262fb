package dev.towline.source.git;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.shell.ProcessShellFactory;

/** An SSH server on the loopback that runs Git's own git-upload-pack for one key, as a forge does for a deploy key. */
final class SshServer implements AutoCloseable {
    private final org.apache.sshd.server.SshServer server = org.apache.sshd.server.SshServer.setUpDefaultServer();
    private final KeyPair hostKey;
    private final java.util.concurrent.atomic.AtomicInteger opened = new java.util.concurrent.atomic.AtomicInteger();

    SshServer(KeyPair hostKey, PublicKey allowed) {
        this.hostKey = hostKey;
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator(
                (user, key, session) -> user.equals("git") && KeyUtils.compareKeys(key, allowed));
        server.addSessionListener(new org.apache.sshd.common.session.SessionListener() {
            @Override
            public void sessionCreated(org.apache.sshd.common.session.Session session) {
                opened.incrementAndGet();
            }
        });
        server.setCommandFactory(SshServer::run);
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(Path repository) {
        return "ssh://git@127.0.0.1:" + server.getPort() + repository;
    }

    String knownHost() {
        return "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(hostKey.getPublic());
    }

    int port() {
        return server.getPort();
    }

    /** How many sessions were ever opened. */
    int opened() {
        return opened.get();
    }

    /** Ends all sessions, as a server does that restarts or tidies up. */
    void hangUp() throws IOException {
        for (var session : server.getActiveSessions()) {
            session.close(true).await(java.time.Duration.ofSeconds(5));
        }
    }

    String fingerprint() {
        return KeyUtils.getFingerPrint(hostKey.getPublic());
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Command run(ChannelSession channel, String command) throws IOException {
        String path = command.replaceFirst("^git-upload-pack '", "").replaceFirst("'$", "");
        if (!new File(path).isDirectory()) {
            return new ProcessShellFactory(command,
                    List.of("sh", "-c", "echo 'ERROR: Repository not found.' >&2; exit 1"))
                    .createShell(channel);
        }
        return new ProcessShellFactory(command,
                List.of("env", "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", "GIT_CONFIG_VALUE_0=*",
                        "git-upload-pack", path))
                .createShell(channel);
    }

}
