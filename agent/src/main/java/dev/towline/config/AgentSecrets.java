package dev.towline.config;

import dev.towline.config.AgentSettings.CredentialFiles;
import dev.towline.config.AgentSettings.HookSettings;
import dev.towline.desired.Parsed;
import dev.towline.desired.Problem;
import dev.towline.secret.Secret;
import dev.towline.source.Credentials;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The secrets that the settings name, read once at the start.
 *
 * @param hooks by the hook's id
 * @param sshKeys read only to be known, so that they are hidden
 */
public record AgentSecrets(Credentials configRepo, Map<String, Secret> hooks, Optional<Secret> apiToken,
        List<Secret> sshKeys) {
    /** What whoever does not know it must not be able to guess. */
    private static final int SHORTEST = 16;

    public AgentSecrets {
        hooks = Map.copyOf(hooks);
        sshKeys = List.copyOf(sshKeys);
    }

    /** Every one, for whoever hides them. */
    public List<Secret> all() {
        List<Secret> all = new ArrayList<>(hooks.values());
        apiToken.ifPresent(all::add);
        all.addAll(sshKeys);
        configRepo.secret().ifPresent(all::add);
        return all;
    }

    /** All of them, or every file that cannot be used. */
    public static Parsed<AgentSecrets> read(AgentSettings settings) {
        List<Problem> problems = new ArrayList<>();
        SecretFile files = new SecretFile(problems);
        Map<String, Secret> hooks = new HashMap<>();
        for (HookSettings hook : settings.hooks()) {
            files.read(hook.secret(), SHORTEST).ifPresent(secret -> hooks.put(hook.id(), secret));
        }
        Optional<Secret> token = settings.apiToken().flatMap(file -> files.read(file, SHORTEST));
        List<Secret> keys = new ArrayList<>();
        Credentials credentials = credentials(settings.configRepo().credentials(), files, keys);
        return problems.isEmpty()
                ? Parsed.of(new AgentSecrets(credentials, hooks, token, keys))
                : Parsed.refused(problems);
    }

    private static Credentials credentials(CredentialFiles files, SecretFile reader, List<Secret> keys) {
        return switch (files) {
            case CredentialFiles.None n -> Credentials.none();
            case CredentialFiles.Token t -> reader.read(t.token(), 1).<Credentials>map(Credentials.Token::new)
                    .orElseGet(Credentials::none);
            case CredentialFiles.Basic b -> reader.read(b.password(), 1)
                    .<Credentials>map(password -> new Credentials.Basic(b.user(), password))
                    .orElseGet(Credentials::none);
            case CredentialFiles.Ssh s -> {
                // Read here only to say now what is wrong with it; the connection reads it anew each time.
                reader.read(s.key(), 1).ifPresent(keys::add);
                yield new Credentials.SshKeyFile(s.key(), s.knownHosts());
            }
        };
    }
}
