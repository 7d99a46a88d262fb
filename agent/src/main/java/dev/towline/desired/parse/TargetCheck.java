package dev.towline.desired.parse;

import dev.towline.desired.CheckSpec;
import dev.towline.desired.Component;
import dev.towline.desired.ComponentSpec.FileSpec;
import dev.towline.desired.ComponentSpec.MigrationPartSpec;
import dev.towline.desired.ComponentSpec.ProcessSpec;
import dev.towline.desired.CredentialSpec;
import dev.towline.desired.Located;
import dev.towline.desired.MigrationOverride;
import dev.towline.desired.MigrationRuleNames;
import dev.towline.desired.MigrationSpec;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.ReleaseSpec.Strategy;
import dev.towline.desired.SecretName;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.SystemAccountNames;
import dev.towline.desired.TargetSpec;
import dev.towline.source.Printable;
import dev.towline.source.RemoteUrl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether what a target's files name is there, and whether its components fit together. */
final class TargetCheck {
    private final TargetSpec spec;
    private final List<Problem> problems = new ArrayList<>();

    private TargetCheck(TargetSpec spec) {
        this.spec = spec;
    }

    static List<Problem> of(TargetSpec spec) {
        TargetCheck check = new TargetCheck(spec);
        check.problems.addAll(VariableCheck.values(spec));
        check.problems.addAll(DelegatedCheck.of(spec));
        check.validators();
        check.secrets();
        check.processes();
        spec.site().ifPresent(check::site);
        return check.problems;
    }

    private void validators() {
        spec.components().stream().flatMap(c -> c.spec().files().stream()).map(FileSpec::validator)
                .flatMap(v -> v.stream()).filter(v -> !spec.validators().containsKey(v.value()))
                .forEach(v -> problems.add(v.at().problem("there is no validator '" + Printable.of(v.value(), 60) + "'",
                        Nearest.remedy(v.value(), spec.validators().keySet()))));
    }

    private void secrets() {
        Set<String> declared = new TreeSet<>();
        spec.secrets().forEach(s -> declared.add(s.value()));
        spec.components().forEach(c -> c.spec().secrets().forEach(s -> declared.add(s.name().value())));
        Stream<Located<SecretName>> databases = spec.components().stream().flatMap(c -> c.spec().databases().stream())
                .map(d -> d.password());
        Stream<Located<SecretName>> checks = Stream
                .concat(spec.components().stream().flatMap(c -> c.spec().health().stream()),
                        spec.site().stream().flatMap(s -> s.health().checks().stream()))
                .filter(CheckSpec.Sql.class::isInstance).map(CheckSpec.Sql.class::cast)
                .flatMap(s -> s.sql().password().stream());
        Stream.concat(databases, checks).filter(s -> !declared.contains(s.value().value()))
                .forEach(s -> problems.add(s.at().problem("the secret '" + s.value() + "' is declared nowhere",
                        "add it to the component's or site's secrets; "
                                + Nearest.remedy(s.value().value(), declared))));
    }

    private void processes() {
        Map<String, Component> names = new HashMap<>();
        for (Component component : spec.components()) {
            component.spec().processes().stream().filter(p -> p.each().isEmpty()).forEach(p -> {
                Component other = names.putIfAbsent(p.name(), component);
                if (other != null) {
                    problems.add(
                            p.unit().at().problem("the process '" + p.name() + "' is also in " + other, "rename one"));
                }
            });
        }
        atMostOne("an environment", c -> c.spec().environment().isPresent());
        atMostOne("migrations", c -> c.spec().release().flatMap(r -> r.migrations()).isPresent());
    }

    private void atMostOne(String what, Predicate<Component> has) {
        List<Component> those = spec.components().stream().filter(has).toList();
        if (those.size() > 1) {
            problems.add(Place.of(spec.file()).problem(those.get(0) + " and " + those.get(1) + " both have " + what,
                    "a site has one; leave one of the components out"));
        }
    }

    /** Who wants SQL files ordered has some, and whose component has nothing else asks for it. */
    private void migrations(SiteSpec site, Place whole) {
        boolean sql = site.migrations().engine() == MigrationSpec.Engine.SQL;
        Set<String> rules = MigrationRuleNames.of(site.migrations().engine());
        site.migrations().overrides().stream().map(MigrationOverride::rule).filter(rule -> !rules.contains(rule))
                .forEach(rule -> problems.add(whole.problem(
                        "'migrations.overrides' names the rule '" + Printable.of(rule, 60)
                                + "', which there is none of",
                        Nearest.to(rule, rules).map(near -> "did you mean '" + near + "'?")
                                .orElse("docs/reference/migration-rules.md lists them"))));
        List<Component> those = spec.components().stream()
                .filter(c -> c.spec().release().flatMap(r -> r.migrations()).isPresent()).toList();
        if (sql && those.stream().noneMatch(c -> part(c).files().isPresent())) {
            problems.add(whole.problem("'migrations.engine: sql', and no component of the site names SQL files",
                    "give the component that releases the app release.migrations.files, for instance migrations"));
        }
        those.stream().filter(c -> !sql && part(c).run().isEmpty())
                .forEach(c -> problems.add(whole.problem(c + " has its migrations in SQL files and no command for them",
                        "write migrations: { engine: sql }")));
        if (!sql && site.migrations().baseline().isPresent()) {
            problems.add(whole.problem("'migrations.baseline' is for SQL files", "write migrations: { engine: sql }"));
        }
    }

    private static MigrationPartSpec part(Component component) {
        return component.spec().release().flatMap(r -> r.migrations()).orElseThrow();
    }

    private void site(SiteSpec site) {
        Place whole = Place.of(spec.file());
        migrations(site, whole);
        if (SystemAccountNames.has(spec.user())) {
            problems.add(whole.problem("a site named " + spec.user() + " would run as " + spec.user()
                    + ", which is an account of the system", "give it a 'user', or rename it"));
        }
        if (spec.name().value().equals("towline") || spec.name().value().startsWith("towline-")) {
            problems.add(whole.problem("a site named " + spec.name() + " would have the agent's own units",
                    "rename it"));
        }
        if (site.app().isEmpty()) {
            spec.components().stream().filter(c -> !c.spec().processes().isEmpty() || c.spec().release().isPresent()
                    || c.spec().environment().isPresent()).findFirst()
                    .ifPresent(c -> problems.add(whole.problem("'app' is missing",
                            c + " builds or runs an application: say which, for instance app: { repo: https://… }")));
        }
        if (site.release().strategy() == Strategy.RESTART) {
            spec.components().stream().flatMap(c -> c.spec().processes().stream())
                    .filter(p -> p.kind() == ProcessSpec.Kind.WEB && p.socket().isEmpty())
                    .forEach(p -> problems.add(whole.problem(
                            "the process '" + p.name()
                                    + "' has no socket unit, so 'strategy: restart' would lose requests",
                            "use blue-green, or add 'socket' to the process at " + p.unit().at().file())));
        }
        site.app().ifPresent(app -> {
            boolean ssh = app.repo().scheme() == RemoteUrl.Scheme.SSH;
            boolean key = spec.credentials().filter(CredentialSpec.Ssh.class::isInstance).isPresent();
            if (ssh != key) {
                problems.add(whole.problem(app.repo() + (ssh ? " needs a deploy key" : " takes no SSH key"),
                        "see 'credentials' in towline.yaml"));
            }
        });
    }
}
