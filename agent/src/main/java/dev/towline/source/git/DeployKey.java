package dev.towline.source.git;

import dev.towline.source.Credentials;
import dev.towline.source.FailureKind;
import dev.towline.source.SourceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** One repository's key and the hosts that it may be shown to. */
record DeployKey(List<KeyPair> keys, KnownHosts hosts) {

    /** @throws SourceException if a file cannot be read or holds no usable key; the key's text is not repeated */
    static DeployKey of(Credentials.SshKeyFile files) {
        String key = read("the deploy key", FailureKind.AUTHENTICATION, files.privateKey());
        String hosts = read("the known_hosts file", FailureKind.HOST_KEY, files.knownHosts());
        return new DeployKey(load(key, files.privateKey().toString()),
                KnownHosts.parse(hosts, files.knownHosts().toString()));
    }

    static DeployKey of(Credentials.SshKey given) {
        return new DeployKey(load(given.privateKey().reveal(), "the deploy key"),
                KnownHosts.parse(given.knownHosts(), "the source's known_hosts"));
    }

    private static List<KeyPair> load(String text, String where) {
        List<KeyPair> pairs = new ArrayList<>();
        // A key that was pasted into a secret often lost its last newline, or got Windows' ones.
        String clean = text.replace("\r\n", "\n").strip() + "\n";
        try (var in = new ByteArrayInputStream(clean.getBytes(StandardCharsets.UTF_8))) {
            Iterable<KeyPair> found = SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("deploy key"), in,
                    FilePasswordProvider.EMPTY);
            if (found != null) {
                found.forEach(pairs::add);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // Not with its cause, which may quote the key.
            throw unusable(where);
        }
        if (pairs.isEmpty()) {
            throw unusable(where);
        }
        return List.copyOf(pairs);
    }

    private static SourceException unusable(String where) {
        return new SourceException(FailureKind.AUTHENTICATION, where
                + " holds no private key without passphrase; make one with `ssh-keygen -t ed25519 -N '' -f FILE`");
    }

    private static String read(String what, FailureKind kind, Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new SourceException(kind, what + " " + file + " does not exist", e);
        } catch (IOException | UncheckedIOException e) {
            throw new SourceException(kind, what + " " + file + " cannot be read by the agent", e);
        }
    }
}
