package dev.towline.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a repository is. Only these: {@code https://}, {@code ssh://} or its short form {@code git@host:path},
 * {@code file://} or an absolute path, and {@code http://} on the loopback. No credentials, no {@code ext::} helpers, and
 * nothing that a program could take for an option.
 *
 * @param text the URL as it was written, or the absolute path
 * @param host the remote's host, empty for a file
 */
public record RemoteUrl(Scheme scheme, String text, String host) {
    /** How the remote is spoken to. */
    public enum Scheme {
        FILE, HTTP, HTTPS, SSH
    }

    private static final Pattern SHORT_SSH = Pattern.compile("([A-Za-z0-9._-]+)@([A-Za-z0-9._-]+):(?![-:]).+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*)|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern SSH_USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String ALLOWED = "use https://host/path, ssh://git@host/path, git@host:path or file:///path.";

    /** @throws IllegalArgumentException saying what is wrong and what to write instead; credentials are not repeated */
    public static RemoteUrl parse(String url) {
        if (url.isBlank() || url.startsWith("-") || url.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException(
                    "The repository URL is empty, starts with '-' or holds spaces; " + ALLOWED);
        }
        if (url.startsWith("/")) {
            return file(url);
        }
        Matcher shortForm = SHORT_SSH.matcher(url);
        if (shortForm.matches()) {
            return ssh(shortForm.group(1), shortForm.group(2), url);
        }
        return parse(url, uri(url));
    }

    private static RemoteUrl parse(String url, URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "file" -> file(uri);
            case "https" -> new RemoteUrl(Scheme.HTTPS, url, webHost(uri));
            case "http" -> http(url, uri);
            case "ssh" -> ssh(sshUser(uri), hostOf(uri), url);
            default -> throw new IllegalArgumentException("A repository URL of the kind '" + Printable.of(scheme, 20)
                    + "' is not allowed (" + (scheme.equals("git") ? "it is not encrypted" : "unknown transport")
                    + "); "
                    + ALLOWED);
        };
    }

    /** @throws IllegalArgumentException if these credentials cannot be used with this URL */
    public void requireFit(Credentials credentials) {
        boolean fits = switch (credentials) {
            case Credentials.None _ -> scheme != Scheme.SSH;
            case Credentials.Token _,Credentials.Basic _ -> scheme == Scheme.HTTPS || scheme == Scheme.HTTP;
            case Credentials.SshKey _,Credentials.SshKeyFile _ -> scheme == Scheme.SSH;
        };
        if (!fits) {
            throw new IllegalArgumentException(switch (scheme) {
                case SSH -> text + " needs a deploy key and a known_hosts file.";
                case HTTP, HTTPS -> text + " needs a token, or a user and password, or nothing; not an SSH key.";
                case FILE -> text + " is on this disk and needs no credentials.";
            });
        }
    }

    private static RemoteUrl file(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost();
        if (!host.isEmpty() && !host.equals("localhost") || uri.getPath() == null) {
            throw new IllegalArgumentException("A file URL has three slashes: file:///srv/git/config.git.");
        }
        return file(uri.getPath());
    }

    private static RemoteUrl file(String path) {
        if (path.indexOf('\0') >= 0 || !path.startsWith("/")) {
            throw new IllegalArgumentException("A file URL needs an absolute path; " + ALLOWED);
        }
        return new RemoteUrl(Scheme.FILE, Path.of(path).normalize().toString(), "");
    }

    private static RemoteUrl http(String url, URI uri) {
        String host = webHost(uri);
        if (!LOOPBACK.contains(host.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("http://" + host
                    + " is not encrypted: anybody on the way could change what runs here. Use https.");
        }
        return new RemoteUrl(Scheme.HTTP, url, host);
    }

    private static RemoteUrl ssh(String user, String host, String url) {
        if (!SSH_USER.matcher(user).matches() || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "The user or host of the ssh URL is not plain; use ssh://git@host/path.");
        }
        return new RemoteUrl(Scheme.SSH, url, host);
    }

    private static String sshUser(URI uri) {
        String user = uri.getUserInfo() == null ? "git" : uri.getUserInfo();
        if (user.contains(":")) {
            throw credentialsInside();
        }
        return user;
    }

    private static String webHost(URI uri) {
        if (uri.getRawUserInfo() != null || uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw credentialsInside();
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("A repository URL has no '?' and no '#'; " + ALLOWED);
        }
        return hostOf(uri);
    }

    private static String hostOf(URI uri) {
        String host = uri.getHost();
        if (host == null || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("The repository URL names no valid host; " + ALLOWED);
        }
        return host;
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // Not with the cause or the text: the URL may hold a password.
            throw new IllegalArgumentException("The repository URL cannot be read (at character " + e.getIndex() + "); "
                    + ALLOWED);
        }
    }

    private static IllegalArgumentException credentialsInside() {
        return new IllegalArgumentException(
                "The repository URL holds a user or password, which would end up in logs and "
                        + "process lists; take it out and give the source credentials that name a secret.");
    }

    @Override
    public String toString() {
        return text;
    }
}
