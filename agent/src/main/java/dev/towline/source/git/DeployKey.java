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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** One repository's key and the hosts that it may be shown to. */
record DeployKey(List<KeyPair> keys, KnownHosts hosts) {

    /** What a key is made from, before it is looked at; to read a key costs more than to ask a server. */
    record Text(String key, String keyPlace, String hosts, String hostsPlace) {
        /** @throws SourceException if a file cannot be read */
        static Text of(Credentials.SshKeyFile files) {
            return new Text(read("the deploy key", FailureKind.AUTHENTICATION, files.privateKey()),
                    files.privateKey().toString(),
                    read("the known_hosts file", FailureKind.HOST_KEY, files.knownHosts()),
                    files.knownHosts().toString());
        }

        static Text of(Credentials.SshKey given) {
            return new Text(given.privateKey().reveal(), "the deploy key", given.knownHosts(),
                    "the source's known_hosts");
        }

        /** Of all of it: another key or another list of hosts is another session. */
        String digest() {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (String part : List.of(key, keyPlace, hosts, hostsPlace)) {
                    digest.update(part.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) 0);
                }
                return HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String toString() {
            return keyPlace;
        }
    }

    /** @throws SourceException if there is no usable key; its text is not repeated */
    static DeployKey of(Text text) {
        return new DeployKey(load(text.key(), text.keyPlace()), KnownHosts.parse(text.hosts(), text.hostsPlace()));
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
