package dev.towline.config;

import dev.towline.budget.Budget;
import dev.towline.config.AgentSettings.ConfigRepo;
import dev.towline.config.AgentSettings.CredentialFiles;
import dev.towline.config.AgentSettings.HookSettings;
import dev.towline.config.AgentSettings.Poll;
import dev.towline.config.AgentSettings.TokenSettings;
import dev.towline.desired.Located;
import dev.towline.desired.Parsed;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.source.FetchLimits;
import dev.towline.source.LimitKey;
import dev.towline.source.RemoteUrl;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a well-formed {@code agent.yaml} means on this machine. A value that means nothing becomes a problem, and the rest is still looked at. */
final class Meaning {
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})%");
    private static final String HOST = "[A-Za-z0-9][A-Za-z0-9_-]{0,62}(\\.[A-Za-z0-9][A-Za-z0-9_-]{0,62}){0,8}";
    private static final String HOOK = "[a-z0-9][a-z0-9-]{0,62}";
    private static final long MIB = 1L << 20;
    private static final Duration SHORTEST_FETCH = Duration.ofSeconds(10);
    private static final Duration FASTEST = Duration.ofSeconds(1);
    /** The kernel's limit is 107; the socket is bound beside its place under a longer name first. */
    private static final int LONGEST_SOCKET = 80;
    private static final String DEFAULT_TOKEN = "default";
    private static final Path NOWHERE = Path.of("/");

    private final Surroundings here;
    private final Path folder;
    private final Place file;
    private final List<Problem> problems = new ArrayList<>();

    Meaning(Surroundings here, Path folder, Place file) {
        this.here = here;
        this.folder = folder;
        this.file = file;
    }

    Parsed<AgentSettings> of(AgentFile written) {
        Path root = resolved(written.root());
        AgentSettings settings = new AgentSettings(repo(written.configRepo()), poll(written.poll()),
                fetches(written.git()),
                host(written),
                listen(written), names(written.hostNames()), hooks(written.hooks()),
                written.api().tokenFile().map(this::resolved), tokens(written.api()), below(root, written.state()),
                written.serviceManager(),
                root, socket(root, written.socket()), written.maxParallelSites(), components(written));
        return problems.isEmpty() ? Parsed.of(settings) : Parsed.refused(problems);
    }

    private ConfigRepo repo(AgentFile.Repo repo) {
        CredentialFiles credentials = repo.credentials().map(c -> credentials(c.value()))
                .orElseGet(CredentialFiles.None::new);
        fit(repo, credentials);
        return new ConfigRepo(repo.url(), repo.track(), repo.path().map(Object::toString).orElse(""), repo.forcePush(),
                credentials);
    }

    private CredentialFiles credentials(AgentFile.Credentials credentials) {
        return switch (credentials) {
            case AgentFile.Credentials.Token t -> new CredentialFiles.Token(resolved(t.tokenFile()));
            case AgentFile.Credentials.Basic b -> new CredentialFiles.Basic(b.user(), resolved(b.passwordFile()));
            case AgentFile.Credentials.Ssh s ->
                new CredentialFiles.Ssh(resolved(s.sshKeyFile()), resolved(s.knownHostsFile()));
        };
    }

    private void fit(AgentFile.Repo repo, CredentialFiles credentials) {
        RemoteUrl.Scheme scheme = repo.url().scheme();
        boolean fits = switch (credentials) {
            case CredentialFiles.None n -> scheme != RemoteUrl.Scheme.SSH;
            case CredentialFiles.Token t -> scheme == RemoteUrl.Scheme.HTTPS || scheme == RemoteUrl.Scheme.HTTP;
            case CredentialFiles.Basic b -> scheme == RemoteUrl.Scheme.HTTPS || scheme == RemoteUrl.Scheme.HTTP;
            case CredentialFiles.Ssh s -> scheme == RemoteUrl.Scheme.SSH;
        };
        if (!fits) {
            problems.add(repo.credentials().map(Located::at).orElse(file).problem(
                    "these credentials do not fit the URL of configRepo", switch (scheme) {
                        case SSH -> "ssh needs credentials: { sshKeyFile: …, knownHostsFile: … }";
                        case HTTP, HTTPS -> "https takes { tokenFile: … }, or { user: …, passwordFile: … }, or none";
                        case FILE -> "a repository on this disk takes none";
                    }));
        }
    }

    private Poll poll(AgentFile.Polling poll) {
        Duration interval = poll.interval().value();
        if (interval.compareTo(FASTEST) < 0) {
            refuse(poll.interval(), "the interval is shorter than a second", "60s is usual; a webhook is faster still");
        }
        if (poll.maxBackoff().value().compareTo(interval) < 0) {
            refuse(poll.interval(), "the interval is longer than maxBackoff", "raise maxBackoff, or look more often");
        }
        return new Poll(interval, jitter(poll.jitter()), poll.maxBackoff().value());
    }

    private FetchLimits fetches(AgentFile.Git git) {
        Duration timeout = git.timeout().value();
        if (timeout.compareTo(SHORTEST_FETCH) < 0 || timeout.toSeconds() > LimitKey.MOST_TIMEOUT_SECONDS) {
            refuse(git.timeout(), "the timeout of a fetch is out of range", "it is 10s to 2h");
            timeout = SHORTEST_FETCH;
        }
        return new FetchLimits(git.maxFetchMiB() * MIB, git.maxObjects(), git.maxFileMiB() * MIB,
                git.maxCommitMiB() * MIB, git.maxFolderMiB() * MIB, git.maxFiles(), git.maxTreeMiB() * MIB, timeout,
                git.memoryMiB() * MIB);
    }

    private double jitter(Located<String> jitter) {
        Matcher percent = PERCENT.matcher(jitter.value());
        int value = percent.matches() ? Integer.parseInt(percent.group(1)) : 100;
        if (value > 50) {
            refuse(jitter, "'" + jitter.value() + "' is no part of the interval", "write 0% to 50%");
        }
        return value / 100.0;
    }

    private String host(AgentFile written) {
        String name = written.host().map(Located::value).orElse(here.hostName());
        if (!name.matches(HOST)) {
            problems.add(written.host().map(Located::at).orElse(file).problem(name.isEmpty()
                    ? "this machine has no name"
                    : "'" + name + "' cannot name a host", "say host: NAME, letters, digits and dashes"));
        }
        return name;
    }

    private InetSocketAddress listen(AgentFile written) {
        try {
            return ListenAddress.parse(written.listen().value(), written.listenAnywhere());
        } catch (IllegalArgumentException e) {
            refuse(written.listen(), String.valueOf(e.getMessage()), "");
            return new InetSocketAddress(0);
        }
    }

    private Set<String> names(List<Located<String>> names) {
        for (Located<String> name : names) {
            if (!name.value().toLowerCase(Locale.ROOT).matches(HOST)) {
                refuse(name, "'" + name.value() + "' is no host name", "write it without scheme and port");
            }
        }
        return names.stream().map(name -> name.value().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private List<HookSettings> hooks(List<Located<AgentFile.Hook>> hooks) {
        Set<String> ids = new HashSet<>();
        List<HookSettings> all = new ArrayList<>();
        for (Located<AgentFile.Hook> at : hooks) {
            AgentFile.Hook hook = at.value();
            if (!hook.id().matches(HOOK)) {
                refuse(at, "'" + hook.id() + "' cannot be a hook's id", "small letters, digits and dashes");
            } else if (!ids.add(hook.id())) {
                refuse(at, "there are two hooks '" + hook.id() + "'", "give one another id");
            }
            all.add(new HookSettings(hook.id(), hook.provider(), resolved(new Located<>(hook.secretFile(), at.at()))));
        }
        return all;
    }

    private List<TokenSettings> tokens(AgentFile.Api api) {
        Set<String> names = new HashSet<>(api.tokenFile().isPresent() ? Set.of(DEFAULT_TOKEN) : Set.of());
        List<TokenSettings> all = new ArrayList<>();
        for (Located<AgentFile.Token> at : api.tokens()) {
            AgentFile.Token token = at.value();
            if (!token.name().matches(HOOK)) {
                refuse(at, "'" + token.name() + "' cannot be a token's name", "small letters, digits and dashes");
            } else if (!names.add(token.name())) {
                refuse(at, "there are two tokens '" + token.name() + "'", token.name().equals(DEFAULT_TOKEN)
                        ? "that of tokenFile has this name; choose another"
                        : "give one another name");
            }
            if (!token.sha256().matches("[0-9a-fA-F]{64}")) {
                refuse(at, "the sha256 of token '" + token.name() + "' is not 64 hexadecimal digits",
                        "'towline token " + token.name() + "' makes a token and prints the line");
            }
            all.add(new TokenSettings(token.name(), token.scope(), token.sha256().toLowerCase(Locale.ROOT)));
        }
        if (all.size() > Budget.API_TOKENS.count()) {
            refuse(api.tokens().getLast(), "there are more than " + Budget.API_TOKENS.text() + " tokens",
                    "remove those that nobody uses");
        }
        return all;
    }

    private Path components(AgentFile written) {
        if (written.components().isPresent()) {
            return resolved(written.components().get());
        }
        if (here.home().isEmpty()) {
            problems.add(file.problem("the components that come with Towline are not found",
                    "start it by bin/towline, or say components: FOLDER"));
        }
        return here.home().map(home -> home.resolve("templates")).orElse(NOWHERE);
    }

    private Path socket(Path root, Located<String> socket) {
        Path place = below(root, socket);
        int length = place.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_SOCKET) {
            refuse(socket, "the path of the socket, with root, has " + length + " bytes and may have " + LONGEST_SOCKET,
                    "choose a shorter root or socket");
        }
        return place;
    }

    /** A path of the host, to which root is put in front. */
    private Path below(Path root, Located<String> path) {
        if (!path.value().startsWith("/") || path.value().contains("/../") || path.value().endsWith("/..")) {
            refuse(path, "'" + path.value() + "' is no absolute path", "root is put before it by itself");
            return root;
        }
        return root.resolve(resolved(path).toString().substring(1)).normalize();
    }

    /** A path of this machine; a relative one is meant from the folder of agent.yaml. */
    private Path resolved(Located<String> path) {
        Optional<Path> found = path(path.value());
        if (found.isEmpty()) {
            refuse(path, "this is no path", "write one such as /etc/towline/x");
        }
        return found.orElse(NOWHERE);
    }

    private Optional<Path> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(folder.resolve(text).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private void refuse(Located<?> at, String message, String remedy) {
        // A default has no place in the file; the file as a whole is meant then.
        problems.add((at.at().file().equals(file.file()) ? at.at() : file).problem(message, remedy));
    }
}
