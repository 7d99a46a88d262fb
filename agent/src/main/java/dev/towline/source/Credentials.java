package dev.towline.source;

import dev.towline.secret.Secret;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** What a source shows to its remote. They are sent to the host of the source's URL and to no other. */
public sealed interface Credentials {
    static Credentials none() {
        return new None();
    }

    /** What must not be seen of them, where it is in memory. */
    default Optional<Secret> secret() {
        return switch (this) {
            case None _,SshKeyFile _ -> Optional.empty();
            case Token token -> Optional.of(token.token());
            case Basic basic -> Optional.of(basic.password());
            case SshKey key -> Optional.of(key.privateKey());
        };
    }

    /** A public repository, or one on this disk. */
    record None() implements Credentials {}

    /** An access token over https, sent as the password of {@code user} as GitHub, GitLab and Gitea want it. */
    record Token(String user, Secret token) implements Credentials {
        /** The user name that GitHub gives to tokens, and that the others ignore. */
        public static final String ANY_USER = "x-access-token";

        public Token {
            requireUser(user);
            Objects.requireNonNull(token);
        }

        public Token(Secret token) {
            this(ANY_USER, token);
        }
    }

    /** A user and password over https. */
    record Basic(String user, Secret password) implements Credentials {
        public Basic {
            requireUser(user);
            Objects.requireNonNull(password);
        }
    }

    /**
     * A deploy key in files on this host, read at each connection, so that a changed key needs no restart.
     *
     * @param privateKey OpenSSH or PEM, without passphrase
     * @param knownHosts lines as in ~/.ssh/known_hosts; a host that is not in it is refused
     */
    record SshKeyFile(Path privateKey, Path knownHosts) implements Credentials {
        public SshKeyFile {
            requireAbsolute("private key", privateKey);
            requireAbsolute("known_hosts", knownHosts);
        }
    }

    /** A deploy key held in memory. */
    record SshKey(Secret privateKey, String knownHosts) implements Credentials {
        public SshKey {
            Objects.requireNonNull(privateKey);
            Objects.requireNonNull(knownHosts);
        }
    }

    private static void requireUser(String user) {
        if (user.isEmpty() || user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The user name '" + Printable.of(user)
                    + "' cannot be sent; it must not be empty nor hold a colon or control characters.");
        }
    }

    private static void requireAbsolute(String what, Path file) {
        if (!file.isAbsolute()) {
            throw new IllegalArgumentException(
                    "The " + what + " file '" + Printable.of(file.toString()) + "' must be an absolute path.");
        }
    }
}
