package dev.towline.desired;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One question to a site. */
public sealed interface CheckSpec {
    /** A request. */
    record Http(
            @Key(value = "A request; a text alone is its path.", example = "{ path: /login/, body: \"Sign in\" }") HttpCheck http)
            implements
                CheckSpec {}

    /** A connection. */
    record Tcp(
            @Key(value = "A connection that opens; a text alone is its endpoint.", example = "127.0.0.1:5432") TcpCheck tcp)
            implements
                CheckSpec {}

    /** A unit. */
    record Unit(
            @Key(value = "A unit that is active and is not being restarted; a text alone is its name.", example = "nginx.service") UnitCheck unit)
            implements
                CheckSpec {}

    /** A command. */
    record Command(
            @Key(value = "A command that exits 0; a list alone is its words.", example = "[redis-cli, ping]") CommandCheck command)
            implements
                CheckSpec {}

    /** A query. */
    record Sql(
            @Key(value = "A query that runs; a text alone is the query, asked of the site's own database.", example = "select 1") SqlCheck sql)
            implements
                CheckSpec {}

    /** A certificate. */
    record Tls(@Key(value = "A certificate that is valid for long enough.", example = "{ validFor: 14d }") TlsCheck tls)
            implements
                CheckSpec {}

    /** For {@link Http}. */
    @ShortFor("path")
    record HttpCheck(
            @Key(value = "What it is called in messages and metrics.", absent = "made from the check") Optional<String> name,
            @Key(value = "Where to ask: unix:/path, host:port or tls:host:port.", absent = "the site's web process") Optional<Template> endpoint,
            @Key(value = "Path and query.", fallback = "/", example = "/login/") Template path,
            @Key(value = "The Host header.", absent = "the site's domain") Optional<Template> host,
            @Key(value = "More request headers.", example = "{ X-Forwarded-Proto: https }") Map<String, Template> headers,
            @Key(value = "The statuses that are good.", fallback = "200", single = true, example = "[200, 301-308]") List<StatusRange> status,
            @Key(value = "A text that the body must contain.", absent = "any body", example = "Sign in") Optional<Template> body,
            @Key(value = "A regular expression (RE2) that must be found in the body.", absent = "any body") Optional<String> bodyPattern,
            @Key(value = "JSON pointers into the body and the texts that must be there.", example = "{ /status: ok }") Map<String, Template> json,
            @Key(value = "How long the answer may take.", fallback = "5s") Duration timeout) {
        public HttpCheck {
            json.keySet().stream().filter(pointer -> !pointer.isEmpty() && !pointer.startsWith("/")).findFirst()
                    .ifPresent(pointer -> {
                        throw new IllegalArgumentException("'" + dev.towline.source.Printable.of(pointer, 60)
                                + "' is no JSON pointer, so the check could never pass; write /"
                                + dev.towline.source.Printable.of(pointer, 60));
                    });
            if (headers.keySet().stream().anyMatch("host"::equalsIgnoreCase)) {
                throw new IllegalArgumentException("the Host header is not one of 'headers'; write 'host'");
            }
            if (path.isPlain() && !path.text().matches("/[\\x21-\\x7e]*")) {
                throw new IllegalArgumentException(
                        "'path' begins with '/' and holds no blanks; other letters are written as %C3%BC");
            }
        }
    }

    /** For {@link Tcp}. */
    @ShortFor("endpoint")
    record TcpCheck(
            @Key(value = "What it is called in messages and metrics.", absent = "made from the check") Optional<String> name,
            @Key(value = "Where to connect: unix:/path, host:port or tls:host:port.", example = "127.0.0.1:5432") Template endpoint,
            @Key(value = "How long it may take.", fallback = "5s") Duration timeout) {}

    /** For {@link Unit}. */
    @ShortFor("unit")
    record UnitCheck(
            @Key(value = "What it is called in messages and metrics.", absent = "made from the check") Optional<String> name,
            @Key(value = "The unit's name.", example = "nginx.service") Template unit,
            @Key(value = "How long the answer may take.", fallback = "5s") Duration timeout) {}

    /** For {@link Command}. */
    @ShortFor("run")
    record CommandCheck(
            @Key(value = "What it is called in messages and metrics.", absent = "made from the check") Optional<String> name,
            @Key(value = "Program and words; no shell.", required = true, example = "[redis-cli, ping]") List<Template> run,
            @Key(value = "Who runs it.", absent = "the site's user, where its components make one; else the agent") Optional<Template> user,
            @Key(value = "How long it may take.", fallback = "10s") Duration timeout) {}

    /** For {@link Sql}. */
    @ShortFor("query")
    record SqlCheck(
            @Key(value = "What it is called in messages and metrics.", absent = "made from the check") Optional<String> name,
            @Key(value = "The query.", example = "select 1") Template query,
            @Key(value = "The first column of the first row.", absent = "anything") Optional<Template> expect,
            @Key(value = "A JDBC URL (postgresql or sqlite).", absent = "the site's own database", example = "jdbc:postgresql://127.0.0.1:5432/ysc") Optional<Template> url,
            @Key(value = "Who asks.", absent = "the database's role") Optional<Template> user,
            @Key(value = "The secret that holds the password.", absent = "that of the site's own database, or none where a url is given") Optional<Located<SecretName>> password,
            @Key(value = "How long the answer may take.", fallback = "5s") Duration timeout) {}

    /** For {@link Tls}. */
    record TlsCheck(
            @Key(value = "What it is called in messages and metrics.", absent = "made from the check") Optional<String> name,
            @Key(value = "Where to connect: host:port.", absent = "port 443 of this host") Optional<Template> endpoint,
            @Key(value = "The name that the certificate must be for.", absent = "the site's domain") Optional<Template> serverName,
            @Key(value = "How long it must still be valid.", fallback = "14d") Duration validFor,
            @Key(value = "Whether it must be signed by an authority that this host trusts.", fallback = "true") boolean trusted,
            @Key(value = "How long the answer may take.", fallback = "5s") Duration timeout) {}
}
