package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.secret.Secret;
import dev.towline.source.Credentials;
import dev.towline.source.FailureKind;
import dev.towline.source.FetchLimits;
import dev.towline.source.FetchResult;
import dev.towline.source.ForcePush;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deploy keys and host keys, against an SSH server that runs Git's own git-upload-pack. */
class GitOverSshTest {
    @TempDir
    Path temp;

    private GitUpstream upstream;
    private KeyPair deployKey;
    private SshServer server;
    private Revision first;

    @BeforeEach
    void serve() throws Exception {
        upstream = new GitUpstream(temp.resolve("club.git"));
        first = upstream.commit("main", Map.of("a", "1"), "First");
        deployKey = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        server = new SshServer(KeyUtils.generateKeyPair("ssh-ed25519", 256), deployKey.getPublic());
    }

    @AfterEach
    void stop() {
        server.close();
        upstream.close();
    }

    private static String openSsh(KeyPair pair) throws Exception {
        try (var out = new java.io.ByteArrayOutputStream()) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "deploy", null, out);
            return out.toString(java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private GitSource source(Credentials credentials) {
        return source(server.url(upstream.folder()), credentials);
    }

    private GitSource source(String url, Credentials credentials) {
        return new GitSource(new SourceSpec("club", url, RevisionPolicy.parse("main"), ForcePush.REFUSE, credentials,
                FetchLimits.defaults()), temp.resolve("mirror"));
    }

    private static FetchResult.Failed failed(FetchResult result) {
        return assertInstanceOf(FetchResult.Failed.class, result);
    }

    @Test
    void a_deploy_key_and_a_known_host_fetch() throws Exception {
        try (GitSource source = source(new Credentials.SshKey(Secret.of(openSsh(deployKey)), server.knownHost()))) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch());
            assertEquals(new FetchResult.Unchanged(first), source.fetch());
        }
    }

    @Test
    void the_key_may_be_in_a_file_and_lack_its_last_newline() throws Exception {
        Path key = Files.writeString(temp.resolve("key"), openSsh(deployKey).strip());
        Path hosts = Files.writeString(temp.resolve("known_hosts"), "# ours\n\n" + server.knownHost() + "\n");
        try (GitSource source = source(new Credentials.SshKeyFile(key, hosts))) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch());
        }
    }

    @Test
    void an_rsa_key_is_accepted_too() throws Exception {
        KeyPair rsa = KeyUtils.generateKeyPair("ssh-rsa", 2048);
        try (SshServer other = new SshServer(KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256), rsa.getPublic());
                GitSource source = source(other.url(upstream.folder()),
                        new Credentials.SshKey(Secret.of(openSsh(rsa)), other.knownHost()))) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch());
        }
    }

    @Test
    void an_unknown_host_is_refused_with_its_fingerprint_and_the_line_to_add() throws Exception {
        Path key = Files.writeString(temp.resolve("key"), openSsh(deployKey));
        Path hosts = Files.writeString(temp.resolve("known_hosts"), "");
        Credentials credentials = new Credentials.SshKeyFile(key, hosts);
        try (GitSource source = source(credentials)) {
            FetchResult.Failed failed = failed(source.fetch());

            assertEquals(FailureKind.HOST_KEY, failed.kind(), failed.why());
            assertTrue(failed.why().contains(server.fingerprint()), failed.why());
            assertTrue(failed.why().contains(server.knownHost()), failed.why());
            assertTrue(failed.why().contains(hosts.toString()), failed.why());
            assertEquals("", Files.readString(hosts), "nothing is learnt");

            Files.writeString(hosts, server.knownHost() + "\n");
            assertInstanceOf(FetchResult.Moved.class, source.fetch(), "and the line helps at once");
        }
    }

    @Test
    void a_changed_host_key_is_refused_as_such() throws Exception {
        KeyPair old = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        String known = "[127.0.0.1]:" + server.port() + " " + PublicKeyEntry.toString(old.getPublic());
        try (GitSource source = source(new Credentials.SshKey(Secret.of(openSsh(deployKey)), known))) {
            FetchResult.Failed failed = failed(source.fetch());
            assertEquals(FailureKind.HOST_KEY, failed.kind(), failed.why());
            assertTrue(failed.why().contains("shows another key"), failed.why());
        }
    }

    @Test
    void a_key_that_the_server_does_not_know_is_an_authentication_failure() throws Exception {
        KeyPair other = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        String text = openSsh(other);
        try (GitSource source = source(new Credentials.SshKey(Secret.of(text), server.knownHost()))) {
            FetchResult.Failed failed = failed(source.fetch());
            assertEquals(FailureKind.AUTHENTICATION, failed.kind(), failed.why());
            assertTrue(failed.why().contains("does not accept the deploy key"), failed.why());
        }
    }

    @Test
    void a_file_that_is_no_key_is_said_without_its_text() throws IOException {
        Path key = Files.writeString(temp.resolve("key"), "hunter2 is not a key");
        Path hosts = Files.writeString(temp.resolve("known_hosts"), server.knownHost());
        try (GitSource source = source(new Credentials.SshKeyFile(key, hosts))) {
            FetchResult.Failed failed = failed(source.fetch());
            assertEquals(FailureKind.AUTHENTICATION, failed.kind(), failed.why());
            assertTrue(failed.why().contains(key.toString()), failed.why());
            assertFalse(failed.why().contains("hunter2"), failed.why());
        }
        try (GitSource source = source(new Credentials.SshKeyFile(temp.resolve("nothing"), hosts))) {
            assertTrue(failed(source.fetch()).why().contains("does not exist"));
        }
    }

    @Test
    void a_repository_that_is_not_there_is_not_found() throws Exception {
        try (GitSource source = source(server.url(temp.resolve("nothing.git")),
                new Credentials.SshKey(Secret.of(openSsh(deployKey)), server.knownHost()))) {
            FetchResult.Failed failed = failed(source.fetch());
            assertEquals(FailureKind.NOT_FOUND, failed.kind(), failed.why());
        }
    }

    @Test
    void a_line_that_known_hosts_does_not_have_is_named() throws Exception {
        try (GitSource source = source(new Credentials.SshKey(Secret.of(openSsh(deployKey)), "\nnonsense\n"))) {
            FetchResult.Failed failed = failed(source.fetch());
            assertEquals(FailureKind.HOST_KEY, failed.kind(), failed.why());
            assertTrue(failed.why().contains(":2:"), failed.why());
        }
    }

    @Test
    void a_server_that_is_gone_is_the_networks() throws Exception {
        Credentials credentials = new Credentials.SshKey(Secret.of(openSsh(deployKey)), server.knownHost());
        try (GitSource source = source(credentials)) {
            server.close();
            FetchResult.Failed failed = failed(source.fetch());
            assertEquals(FailureKind.NETWORK, failed.kind(), failed.why());
            assertEquals(Optional.empty(), source.current());
        }
    }

    @Test
    void the_next_poll_uses_the_session_of_the_last_one() throws Exception {
        try (GitSource source = source(new Credentials.SshKey(Secret.of(openSsh(deployKey)), server.knownHost()))) {
            source.fetch();
            int before = server.opened();
            for (int poll = 0; poll < 3; poll++) {
                assertEquals(new FetchResult.Unchanged(first), source.fetch());
            }
            assertEquals(before, server.opened());
            Revision second = upstream.commit("main", Map.of("a", "2"), "Second");
            assertEquals(second, assertInstanceOf(FetchResult.Moved.class, source.fetch()).to());
            assertEquals(before, server.opened());
        }
    }

    @Test
    void a_session_that_the_server_has_ended_is_opened_anew() throws Exception {
        try (GitSource source = source(new Credentials.SshKey(Secret.of(openSsh(deployKey)), server.knownHost()))) {
            source.fetch();
            server.hangUp();
            assertEquals(new FetchResult.Unchanged(first), source.fetch());
        }
    }

    @Test
    void a_kept_session_serves_nobody_with_another_key_or_another_list_of_hosts() throws Exception {
        String key = openSsh(deployKey);
        try (GitSource source = source(new Credentials.SshKey(Secret.of(key), server.knownHost()))) {
            source.fetch();
        }
        String other = openSsh(KeyUtils.generateKeyPair("ssh-ed25519", 256));
        try (GitSource source = source(new Credentials.SshKey(Secret.of(other), server.knownHost()))) {
            assertEquals(FailureKind.AUTHENTICATION, failed(source.fetch()).kind());
        }
        String hosts = "[127.0.0.1]:" + server.port() + " "
                + PublicKeyEntry.toString(KeyUtils.generateKeyPair("ssh-ed25519", 256).getPublic());
        try (GitSource source = source(new Credentials.SshKey(Secret.of(key), hosts))) {
            assertEquals(FailureKind.HOST_KEY, failed(source.fetch()).kind());
        }
    }
}
