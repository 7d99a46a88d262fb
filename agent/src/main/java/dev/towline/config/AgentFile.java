package dev.towline.config;

import dev.towline.desired.Key;
import dev.towline.desired.Located;
import dev.towline.desired.RelativePath;
import dev.towline.source.ForcePush;
import dev.towline.source.RemoteUrl;
import dev.towline.source.RevisionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code agent.yaml} as it is written. What it means on this machine is {@link AgentSettings}. */
public record AgentFile(
        @Key("The repository that says what this host is.") Repo configRepo,
        @Key(value = "How often the repositories are asked.", fallback = "{}") Polling poll,
        @Key(value = "How much one fetch of any repository may take.", fallback = "{}") Git git,
        @Key(value = "This host's name: hosts/<name>.yaml in the config repo.", absent = "the machine's short host name", example = "soar-1") Optional<Located<String>> host,
        @Key(value = "Address and port for webhooks, Prometheus and the dashboard; port 0 takes a free one.", fallback = "127.0.0.1:9876") Located<String> listen,
        @Key(value = "Whether listen may be an address that other machines reach.", fallback = "false") boolean listenAnywhere,
        @Key(value = "Names beside localhost by which a browser may call the dashboard.", example = "[towline.example.org]") List<Located<String>> hostNames,
        @Key(value = "Webhooks, at POST /hooks/<id>.", example = "[{ id: github, secretFile: /etc/towline/hooks/github.secret }]") List<Located<Hook>> hooks,
        @Key(value = "Who may use the HTTP API.", fallback = "{}") Api api,
        @Key(value = "The agent's own folder, below root.", fallback = "/var/lib/towline") Located<String> state,
        @Key(value = "Who runs the services: systemd, or the agent itself (local) for a laptop without root.", fallback = "systemd") AgentSettings.ServiceManager serviceManager,
        @Key(value = "A prefix for every path that is written.", fallback = "/") Located<String> root,
        @Key(value = "The unix socket of the command line, below root.", fallback = "/run/towline/agent.sock") Located<String> socket,
        @Key(value = "How many sites are worked at the same time.", fallback = "2", min = 1, max = 64) int maxParallelSites,
        @Key(value = "The folder of the components that come with Towline.", absent = "templates/ of the installation") Optional<Located<String>> components) {

    /** The config repo. */
    public record Repo(
            @Key(value = "Its URL.", example = "https://github.com/example/hosts.git") RemoteUrl url,
            @Key(value = "A branch, tag:NAME, commit:ID or semver:RANGE.", fallback = "main") RevisionPolicy track,
            @Key(value = "The folder in it that holds towline.yaml.", absent = "its root", example = "infra/towline") Optional<RelativePath> path,
            @Key(value = "What happens when its history is rewritten.", fallback = "refuse") ForcePush forcePush,
            @Key(value = "What is shown to its server.", absent = "nothing, for a public repository", example = "{ tokenFile: /etc/towline/git.token }") Optional<Located<Credentials>> credentials) {}

    /** The secrets stay in root-only files; here is where. */
    public sealed interface Credentials {
        /** An access token over https. */
        record Token(@Key("The file with an access token.") Located<String> tokenFile) implements Credentials {}

        /** A user and password over https. */
        record Basic(
                @Key("The file with a password.") Located<String> passwordFile,
                @Key("The user's name.") String user) implements Credentials {}

        /** A deploy key over ssh. */
        record Ssh(
                @Key("The file with a private key without passphrase.") Located<String> sshKeyFile,
                @Key("A file of the server's public keys, as ~/.ssh/known_hosts; any other key is refused.") Located<String> knownHostsFile)
                implements
                    Credentials {}
    }

    /** How often. */
    public record Polling(
            @Key(value = "From one look to the next.", fallback = "60s") Located<Duration> interval,
            @Key(value = "By how much of the interval it varies, so that many hosts do not ask at once.", fallback = "10%") Located<String> jitter,
            @Key(value = "The longest wait after failures.", fallback = "15m") Located<Duration> maxBackoff) {}

    /** What a fetch may take; the same for the config repo and every app repo, and never set by them. */
    public record Git(
            @Key(value = "Size of one file, in all of the history that is followed, in MiB.", fallback = "100", min = 1, max = dev.towline.source.LimitKey.MOST_FILE_MIB) int maxFileMiB,
            @Key(value = "Size of one commit or tag, in MiB.", fallback = "1", min = 1, max = dev.towline.source.LimitKey.MOST_COMMIT_MIB) int maxCommitMiB,
            @Key(value = "Size of one folder's list of names, in MiB.", fallback = "4", min = 1, max = dev.towline.source.LimitKey.MOST_FOLDER_MIB) int maxFolderMiB,
            @Key(value = "What comes in one fetch, compressed, in MiB; the first fetch takes the whole history.", fallback = "512", min = 1, max = dev.towline.source.LimitKey.MOST_FETCH_MIB) int maxFetchMiB,
            @Key(value = "Objects of one fetch. A million take about 100 MiB of memoryMiB.", fallback = "1000000", min = 1, max = dev.towline.source.LimitKey.MOST_OBJECTS) int maxObjects,
            @Key(value = "Files and folders of one commit.", fallback = "100000", min = 1, max = dev.towline.source.LimitKey.MOST_FILES) int maxFiles,
            @Key(value = "All files of one commit, in MiB.", fallback = "1024", min = 1, max = dev.towline.source.LimitKey.MOST_TREE_MIB) int maxTreeMiB,
            @Key(value = "Heap of the short process that fetches, in MiB. It holds a file twice that Git stores as a difference.", fallback = "256", min = dev.towline.source.LimitKey.LEAST_MEMORY_MIB, max = dev.towline.source.LimitKey.MOST_MEMORY_MIB) int memoryMiB,
            @Key(value = "Time of one fetch, 10s to 2h.", fallback = "5m") Located<Duration> timeout) {}

    /** One webhook. */
    public record Hook(
            @Key(value = "Its name in the URL.", example = "github") String id,
            @Key(value = "Who signs the deliveries, and so how.", fallback = "github") AgentSettings.HookProvider provider,
            @Key(value = "The file with the secret that the provider was given too.", example = "/etc/towline/hooks/github.secret") String secretFile) {}

    /** The HTTP API. */
    public record Api(
            @Key(value = "A file with a token of scope operate, named default.", absent = "there is none", example = "/etc/towline/api.token") Optional<Located<String>> tokenFile,
            @Key(value = "Further tokens, by their SHA-256; 'towline token NAME' makes one and prints its line.", example = "[{ name: grafana, scope: read, sha256: 9f86d081… }]") List<Located<Token>> tokens) {}

    /** One token of the API. */
    public record Token(
            @Key(value = "Its name, for the history and the audit trail.", example = "grafana") String name,
            @Key(value = "read: see everything. operate: ask for something too.", fallback = "read") AgentSettings.TokenScope scope,
            @Key("The SHA-256 of the token, in hex.") String sha256) {}
}
