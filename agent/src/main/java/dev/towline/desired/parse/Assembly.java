package dev.towline.desired.parse;

import dev.towline.desired.Component;
import dev.towline.desired.ComponentName;
import dev.towline.desired.ComponentSpec.Scope;
import dev.towline.desired.ConfigRepo;
import dev.towline.desired.Desired;
import dev.towline.desired.DesiredState;
import dev.towline.desired.HostSpec;
import dev.towline.desired.Located;
import dev.towline.desired.Parsed;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.RepoSpec;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.TargetName;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.Vars;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts together what several files say of each target of one host. */
public final class Assembly {
    private final ConfigRepo config;
    private final RepoSpec repo;
    private final HostSpec host;
    private final String name;

    private Assembly(ConfigRepo config, RepoSpec repo, HostSpec host, String name) {
        this.config = config;
        this.repo = repo;
        this.host = host;
        this.name = name;
    }

    /** What the repo says of the host of that name. */
    public static DesiredState of(ConfigRepo config, String host) {
        Parsed<HostSpec> parsed = config.hosts().get(host);
        List<Problem> common = new ArrayList<>(config.repo().problems());
        if (parsed == null) {
            common.add(Place.of(ConfigRepo.hostFile(host)).problem("this host has no file in the config repo",
                    "add it, or set the host's name in agent.yaml; " + Nearest.remedy(host, config.hosts().keySet())));
            return new DesiredState(host, common, new TreeMap<>());
        }
        common.addAll(parsed.problems());
        parsed.value().ifPresent(h -> twice(h.sites(), common));
        if (parsed.value().isEmpty()) {
            return new DesiredState(host, common, new TreeMap<>());
        }
        RepoSpec repo = config.repo().value().orElseGet(Assembly::nothingShared);
        SortedMap<TargetName, Desired> targets = new Assembly(config, repo, parsed.value().get(), host).targets();
        if (!common.isEmpty()) {
            targets.replaceAll((_, desired) -> refused(common, desired));
        }
        return new DesiredState(host, common, targets);
    }

    /** Stands in for a towline.yaml that cannot be read, so that the other files' mistakes come out too. */
    private static RepoSpec nothingShared() {
        return YamlReader.read("towline.yaml", "{}".getBytes(StandardCharsets.UTF_8), RepoSpec.class).value()
                .orElseThrow();
    }

    private static Desired refused(List<Problem> common, Desired desired) {
        List<Problem> all = new ArrayList<>(common);
        switch (desired) {
            case Desired.Wanted _ -> {
            }
            case Desired.Refused refused -> all.addAll(refused.problems());
        }
        return new Desired.Refused(all);
    }

    private SortedMap<TargetName, Desired> targets() {
        SortedMap<TargetName, Desired> targets = new TreeMap<>();
        targets.put(TargetName.HOST, own());
        host.sites().forEach(s -> targets.put(s.value(), site(s)));
        Claims.clashes(targets).forEach((target, problems) -> targets.put(target, new Desired.Refused(problems)));
        return targets;
    }

    private Desired own() {
        List<Problem> problems = new ArrayList<>();
        List<Component> components = components(host.components(), Scope.HOST, problems);
        TargetSpec spec = new TargetSpec(TargetName.HOST, ConfigRepo.hostFile(name), Optional.empty(), components,
                repo.vars().under(host.vars()), host.adopt(), host.secrets(),
                host.removalCap().orElse(repo.policies().removalCap()), validators(components), Optional.empty(),
                Set.of(),
                Optional.empty());
        problems.addAll(HostCheck.of(host, config.components().keySet()));
        List<Component> all = new ArrayList<>(components);
        List<String> texts = new ArrayList<>(text(ConfigRepo.hostFile(name)));
        host.sites().forEach(s -> {
            texts.addAll(text(ConfigRepo.siteFile(s.value())));
            Optional.ofNullable(config.sites().get(s.value())).flatMap(Parsed::value).ifPresent(site -> site
                    .components().forEach(c -> known(c.value()).ifPresent(all::add)));
        });
        problems.addAll(VariableCheck.unknown(host.vars(), all, everyComponent(), texts));
        return judged(spec, problems);
    }

    private List<String> text(String file) {
        return config.files().read(file).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).stream().toList();
    }

    private Optional<Component> known(ComponentName component) {
        return Optional.ofNullable(config.components().get(component)).flatMap(Parsed::value);
    }

    private List<Component> everyComponent() {
        return config.components().values().stream().flatMap(p -> p.value().stream()).toList();
    }

    private Desired site(Located<TargetName> reference) {
        TargetName site = reference.value();
        Parsed<SiteSpec> parsed = config.sites().get(site);
        if (parsed == null) {
            return new Desired.Refused(List.of(reference.at().problem("there is no " + ConfigRepo.siteFile(site),
                    Nearest.remedy(site.value(), config.sites().keySet().stream().map(TargetName::value).toList()))));
        }
        List<Problem> problems = new ArrayList<>(parsed.problems());
        if (parsed.value().isEmpty()) {
            return new Desired.Refused(problems);
        }
        SiteSpec written = parsed.value().get();
        List<Component> components = components(written.components(), Scope.SITE, problems);
        Vars vars = repo.vars().under(host.vars()).under(written.vars());
        TargetSpec spec = new TargetSpec(site, ConfigRepo.siteFile(site), Optional.of(written), components, vars,
                written.adopt(),
                written.secrets(), written.removalCap().orElse(repo.policies().removalCap()), validators(components),
                written.app().flatMap(app -> CredentialChoice.of(repo.credentials(), app.repo())),
                host.admit().stream().map(Located::value).collect(java.util.stream.Collectors.toSet()),
                Optional.ofNullable(host.delegated().get(site)));
        problems.addAll(required(components, spec));
        if (components.size() == written.components().size()) {
            problems.addAll(VariableCheck.unknown(written.vars(), components, everyComponent(),
                    text(ConfigRepo.siteFile(site))));
        }
        return judged(spec, problems);
    }

    private static Desired judged(TargetSpec spec, List<Problem> problems) {
        problems.addAll(TargetCheck.of(spec));
        return problems.isEmpty() ? new Desired.Wanted(spec) : new Desired.Refused(problems);
    }

    private List<Component> components(List<Located<ComponentName>> references, Scope scope, List<Problem> problems) {
        List<Component> found = new ArrayList<>();
        twice(references, problems);
        for (Located<ComponentName> reference : references) {
            Parsed<Component> parsed = config.components().get(reference.value());
            if (parsed == null) {
                problems.add(reference.at().problem("there is no component '" + reference.value() + "'", Nearest.remedy(
                        reference.value().value(),
                        config.components().keySet().stream().map(ComponentName::value).toList())));
                continue;
            }
            problems.addAll(parsed.problems());
            parsed.value().ifPresent(component -> {
                if (component.spec().scope() == scope) {
                    found.add(component);
                } else {
                    problems.add(reference.at().problem(
                            "'" + reference.value() + "' is a component of scope "
                                    + EnumNames.name(component.spec().scope()),
                            scope == Scope.SITE
                                    ? "name it in " + ConfigRepo.hostFile(name)
                                    : "name it in a site.yaml"));
                }
            });
        }
        return found;
    }

    /** A component may lean on another of the site, or of the host. */
    private List<Problem> required(List<Component> components, TargetSpec spec) {
        Set<ComponentName> there = new HashSet<>();
        host.components().forEach(c -> there.add(c.value()));
        spec.components().forEach(c -> there.add(c.name()));
        return components.stream()
                .flatMap(c -> c.spec().requires().stream().filter(r -> !there.contains(r.value()))
                        .map(r -> Place.of(spec.file()).problem(
                                "the component " + c.name() + " needs the component " + r.value(),
                                "name it in " + ConfigRepo.hostFile(name) + " or in " + spec.file())))
                .toList();
    }

    private static void twice(List<? extends Located<?>> references, List<Problem> problems) {
        Set<Object> seen = new HashSet<>();
        references.stream().filter(r -> !seen.add(r.value()))
                .forEach(r -> problems.add(r.at().problem("'" + r.value() + "' is named twice", "remove one")));
    }

    /** Those of the target's own components win over those of the host's. */
    private Map<String, Component> validators(List<Component> components) {
        Map<String, Component> validators = new LinkedHashMap<>();
        host.components().stream().map(c -> config.components().get(c.value())).filter(java.util.Objects::nonNull)
                .flatMap(p -> p.value().stream())
                .forEach(c -> c.spec().validators().keySet().forEach(v -> validators.putIfAbsent(v, c)));
        components.forEach(c -> c.spec().validators().keySet().forEach(v -> validators.put(v, c)));
        return validators;
    }
}
