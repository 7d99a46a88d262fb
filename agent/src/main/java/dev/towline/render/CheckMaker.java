package dev.towline.render;

import com.google.re2j.PatternSyntaxException;
import dev.towline.desired.CheckSpec;
import dev.towline.desired.CheckSpec.HttpCheck;
import dev.towline.desired.CheckSpec.SqlCheck;
import dev.towline.desired.CheckSpec.TlsCheck;
import dev.towline.desired.Place;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.Template;
import dev.towline.health.Endpoint;
import dev.towline.health.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the health checks of one target, each with a name of its own. */
final class CheckMaker {
    private final TargetSpec target;
    private final SecretValues secrets;
    private final Problems problems;
    private final List<HealthCheck> made = new ArrayList<>();
    private final Set<String> accounts = new HashSet<>();
    private CheckWalls walls;
    private final Set<String> names = new LinkedHashSet<>();
    private @Nullable RenderedDatabase database;
    private @Nullable String databasePassword;

    CheckMaker(TargetSpec target, SecretValues secrets, Problems problems, AgentFacts agent) {
        this.walls = new CheckWalls(target, agent, true);
        this.target = target;
        this.secrets = secrets;
        this.problems = problems;
    }

    /** The database that queries without a URL are asked of: the target's first. */
    void database(RenderedDatabase first, @Nullable String passwordFile) {
        if (database == null) {
            database = first;
            databasePassword = passwordFile;
        }
    }

    /** Accounts that the target's components make. */
    void accounts(List<String> made) {
        accounts.addAll(made);
    }

    void add(List<CheckSpec> checks, Scope scope, Place place, CheckWalls walls) {
        this.walls = walls;
        for (CheckSpec check : checks) {
            problems.attempt(place, () -> check(check, scope)).ifPresent(made::add);
        }
    }

    /** A web process that nobody asks would go live dead: it gets a question where there is none. */
    List<HealthCheck> all(boolean web) {
        boolean asked = made.stream().anyMatch(c -> c instanceof HealthCheck.Http http && http.endpoint() == null);
        if (web && !asked) {
            made.add(new HealthCheck.Http(name(null, "http /"), null, "/", domain(), Map.of(),
                    IntStream.rangeClosed(200, 399).boxed().toList(), null, null, Map.of(), Duration.ofSeconds(5)));
        }
        return List.copyOf(made);
    }

    private HealthCheck check(CheckSpec check, Scope scope) throws RenderException {
        return switch (check) {
            case CheckSpec.Http http -> http(http.http(), scope);
            case CheckSpec.Tcp tcp -> {
                Endpoint endpoint = endpoint(tcp.tcp().endpoint(), scope);
                yield new HealthCheck.Tcp(name(tcp.tcp().name().orElse(null), endpoint.toString()), endpoint,
                        tcp.tcp().timeout());
            }
            case CheckSpec.Unit unit -> {
                String name = scope.unit(unit.unit().unit());
                yield new HealthCheck.Unit(name(unit.unit().name().orElse(null), "unit " + name), name,
                        unit.unit().timeout());
            }
            case CheckSpec.Command command -> {
                List<String> argv = scope.argv(command.command().run());
                yield new HealthCheck.Exec(name(command.command().name().orElse(null), "command " + argv.getFirst()),
                        argv,
                        walls.user(line(command.command().user(), scope), accounts.contains(target.user())),
                        command.command().timeout());
            }
            case CheckSpec.Sql sql -> sql(sql.sql(), scope);
            case CheckSpec.Tls tls -> tls(tls.tls(), scope);
        };
    }

    private HealthCheck http(HttpCheck spec, Scope scope) throws RenderException {
        String path = scope.line(spec.path());
        if (!path.startsWith("/") || !path.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("the path '" + dev.towline.source.Printable.of(path, 60)
                    + "' of a check begins with '/' and holds no blanks; other letters are written as %C3%BC");
        }
        Endpoint endpoint = spec.endpoint().isPresent() ? endpoint(spec.endpoint().get(), scope) : null;
        List<Integer> statuses = spec.status().stream().flatMapToInt(s -> s.all()).distinct().boxed().toList();
        if (spec.bodyPattern().isPresent()) {
            compile(spec.bodyPattern().get());
        }
        String place = endpoint == null ? "" : endpoint + " ";
        return new HealthCheck.Http(name(spec.name().orElse(null), "http " + place + path), endpoint, path,
                host(spec, scope), lines(spec.headers(), scope), statuses, text(spec.body(), scope),
                spec.bodyPattern().orElse(null), texts(spec.json(), scope), spec.timeout());
    }

    /** Who does not say which Host header means the site's own domain. */
    private @Nullable String host(HttpCheck spec, Scope scope) throws RenderException {
        @Nullable
        String named = line(spec.host(), scope);
        return named != null ? named : domain();
    }

    private @Nullable String domain() {
        return target.site().map(SiteSpec::domain).map(d -> d.value().value()).orElse(null);
    }

    private HealthCheck sql(SqlCheck spec, Scope scope) throws RenderException {
        String query = scope.text(spec.query()).strip();
        String name = name(spec.name().orElse(null), "sql " + (query.length() > 40 ? query.substring(0, 40) : query));
        String expect = text(spec.expect(), scope);
        Template url = spec.url().orElse(null);
        walls.database(line(spec.url(), scope), line(spec.user(), scope));
        String password = spec.password().flatMap(p -> secrets.file(p.value())).orElse(null);
        if (url != null) {
            return new HealthCheck.Sql(name, scope.line(url), line(spec.user(), scope), password, query, expect,
                    spec.timeout(),
                    new HealthCheck.Opener(walls.user(null, accounts.contains(target.user()))));
        }
        if (database == null) {
            throw new RenderException(List.of(spec.query().at().problem("the site has no database of its own to ask",
                    "give the check a 'url', or the site a component with 'databases'")));
        }
        String user = spec.user().isPresent() ? scope.line(spec.user().get()) : database.role();
        return new HealthCheck.Sql(name, "jdbc:postgresql://127.0.0.1:5432/" + database.name(), user,
                password != null ? password : databasePassword, query, expect, spec.timeout());
    }

    private HealthCheck tls(TlsCheck spec, Scope scope) throws RenderException {
        String domain = target.site().map(SiteSpec::domain).map(d -> d.value().value()).orElse("");
        String serverName = scope.text(spec.serverName().orElse(null), domain);
        if (serverName.isEmpty()) {
            throw new IllegalArgumentException("a tls check of a host says which 'serverName' the certificate is for");
        }
        Endpoint endpoint = spec.endpoint().isPresent()
                ? endpoint(spec.endpoint().get(), scope)
                : new Endpoint.Port("127.0.0.1", 443, true);
        return new HealthCheck.Tls(name(spec.name().orElse(null), "tls " + serverName), endpoint, serverName,
                spec.validFor(),
                spec.trusted(), spec.timeout());
    }

    private String name(@Nullable String given, String automatic) {
        if (given != null) {
            if (!given.matches("[\\x20-\\x7e]{1,80}")) {
                throw new IllegalArgumentException("a check's name is 1 to 80 plain characters");
            }
            if (!names.add(given)) {
                throw new IllegalArgumentException(
                        "two checks are called '" + given + "'; the name is the label of a metric");
            }
            return given;
        }
        String name = automatic;
        for (int i = 2; !names.add(name); i++) {
            name = automatic + " #" + i;
        }
        return name;
    }

    private Endpoint endpoint(Template template, Scope scope) throws RenderException {
        return walls.endpoint(Endpoints.parse(scope.line(template), scope.agent()));
    }

    private static void compile(String pattern) {
        try {
            com.google.re2j.Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'bodyPattern' is no RE2 pattern: " + e.getDescription(), e);
        }
    }

    private static @Nullable String line(Optional<Template> template, Scope scope) throws RenderException {
        return template.isPresent() ? scope.line(template.get()) : null;
    }

    private static @Nullable String text(Optional<Template> template, Scope scope) throws RenderException {
        return template.isPresent() ? scope.text(template.get()) : null;
    }

    private static Map<String, String> texts(Map<String, Template> templates, Scope scope) throws RenderException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, Template> entry : templates.entrySet()) {
            texts.put(entry.getKey(), scope.text(entry.getValue()));
        }
        return texts;
    }

    /** Header values: one line each, or they would be two headers. */
    private static Map<String, String> lines(Map<String, Template> templates, Scope scope) throws RenderException {
        Map<String, String> lines = new LinkedHashMap<>();
        for (Map.Entry<String, Template> entry : templates.entrySet()) {
            if (!entry.getKey().matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
                throw new IllegalArgumentException("'" + entry.getKey() + "' is no name of a header");
            }
            lines.put(entry.getKey(), scope.line(entry.getValue()));
        }
        return lines;
    }
}
