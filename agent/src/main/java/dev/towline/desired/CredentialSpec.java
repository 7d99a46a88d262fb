package dev.towline.desired;

/** What is shown to a Git server; secrets are named, never written. */
public sealed interface CredentialSpec {
    /** An access token over https. */
    record Token(@Key(value = "The secret that holds an access token.", example = "github_token") SecretName token)
            implements
                CredentialSpec {}

    /** A user and password over https. */
    record Basic(@Key("A user and a password.") UserAndPassword basic) implements CredentialSpec {}

    /** A deploy key. */
    record Ssh(
            @Key(value = "The secret that holds a private key without passphrase.", example = "deploy_key") SecretName sshKey,
            @Key(value = "The server's public keys, as lines of ~/.ssh/known_hosts; any other key is refused.", example = "\"git.example.org ssh-ed25519 AAAA…\"") String knownHosts)
            implements
                CredentialSpec {}

    /** For {@link Basic}. */
    record UserAndPassword(@Key(value = "The user's name.", example = "deploy") String user,
            @Key(value = "The secret that holds the password.", example = "git_password") SecretName password) {}
}
