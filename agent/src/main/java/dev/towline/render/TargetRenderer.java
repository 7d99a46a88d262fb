package dev.towline.render;

import dev.towline.desired.Component;
import dev.towline.desired.ComponentSpec;
import dev.towline.desired.ComponentSpec.ProcessSpec;
import dev.towline.desired.ConfigRepo;
import dev.towline.desired.Desired;
import dev.towline.desired.DesiredState;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.ReleaseSpec.Strategy;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.TargetName;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.Template;
import dev.towline.health.Endpoint;
import dev.towline.health.HealthPolicy;
import dev.towline.host.Digest;
import dev.towline.host.Facts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Renders the targets of one host at one config revision: all of a target or nothing of it. It remembers what came out, so
 * keep it for as long as the revision stays. Safe for use by many threads.
 */
public final class TargetRenderer {
    private final ConfigRepo repo;
    private final DesiredState state;
    private final Facts facts;
    private final AgentFacts agent;
    private final RepoTemplates templates;
    private final TemplateEngine engine;
    private final Context context;
    private final Map<TargetName, Remembered> settled = new ConcurrentHashMap<>();

    public TargetRenderer(ConfigRepo repo, DesiredState state, Facts facts, AgentFacts agent) {
        this.repo = repo;
        this.state = state;
        this.facts = facts;
        this.agent = agent;
        this.templates = new RepoTemplates(repo);
        this.engine = new TemplateEngine(templates);
        this.context = new Context(repo, state, facts, agent);
    }

    public Rendering render(TargetName name, RenderInputs inputs) {
        return switch (state.targets().get(name)) {
            case null -> new Rendering.Refused(state.common().isEmpty()
                    ? List.of(Place.of(ConfigRepo.hostFile(state.host()))
                            .problem("'" + name + "' is not among the sites", ""))
                    : state.common());
            case Desired.Refused refused -> new Rendering.Refused(refused.problems());
            case Desired.Wanted wanted -> remembered(wanted.spec(), inputs);
        };
    }

    /** A pass over an unchanged target renders nothing. What was refused is tried again: its cause may be outside of Git. */
    private Rendering remembered(TargetSpec target, RenderInputs inputs) {
        String app = switch (inputs.app()) {
            case AppTree.At at -> at.snapshot().revision().commit();
            case AppTree.StandIn _ -> "";
        };
        String generation = inputs.secrets().generation(target.name().value());
        Remembered last = settled.get(target.name());
        if (last != null && last.holds(app, generation, inputs.interpreter())) {
            return last.result();
        }
        Remembered.Asking asking = new Remembered.Asking(inputs.interpreter());
        Rendering result = TargetBudget
                .around(() -> render(target, new RenderInputs(inputs.secrets(), inputs.app(), asking)));
        if (result instanceof Rendering.Settled good) {
            settled.put(target.name(), new Remembered(app, generation, asking.answers(), good));
        } else {
            settled.remove(target.name());
        }
        return result;
    }

    private Rendering render(TargetSpec target, RenderInputs inputs) {
        Problems problems = new Problems();
        SecretValues secrets = SecretValues.of(target, inputs.secrets(), problems);
        if (!problems.isEmpty()) {
            return new Rendering.Refused(problems.all());
        }
        List<ReleaseMaker.Part> parts = target.components().stream()
                .flatMap(c -> part(target, c, secrets, problems).stream()).toList();
        CheckMaker checks = new CheckMaker(target, secrets, problems, agent);
        Parts made = new Parts(problems);
        parts.forEach(part -> new PartMaker(part, secrets, problems, made, checks).add());
        sockets(target, parts, problems, made);
        Scope own = new Scope(engine, agent, context.of(target));
        Place file = Place.of(target.file());
        Optional<List<String>> adopted = problems.attempt(file, () -> own.paths(target.adopt()));
        checks.accounts(made.accounts());
        parts.forEach(part -> checks.add(part.component().spec().health(), part.scope(), part.component().place(),
                part.walls().checks()));
        target.site().ifPresent(site -> checks.add(site.health().checks(), own, file,
                new CheckWalls(target, agent, target.delegated().isPresent())));
        Map<String, Validator> validators = validators(target, made, problems);
        Optional<Endpoint> front = front(parts, problems);
        Optional<RenderedRelease> release = target.site()
                .flatMap(site -> site.app().flatMap(app -> new ReleaseMaker(target, site, app, parts, problems, context)
                        .make(new EnvironmentMaker(inputs, facts.architecture()), inputs.app())));
        if (!problems.isEmpty() || adopted.isEmpty()) {
            return new Rendering.Refused(withHint(problems.all()));
        }
        HealthPolicy health = health(target, checks, release);
        RenderedTarget draft = made.target(target, validators, Set.copyOf(adopted.get()), health, front, Digest.of(""),
                Optional.empty());
        return new Rendering.Settled(
                made.target(target, validators, draft.adopted(), health, front, settings(draft, release),
                        release));
    }

    /**
     * What changes the verdict over a release's migrations counts too, and what limits its commands, so that a permit or a higher limit
     * is tried that was pushed after a refusal. What is as it is by default adds nothing: the digest of a site that says nothing of it stays what it was.
     */
    private static Digest settings(RenderedTarget draft, Optional<RenderedRelease> release) {
        List<Object> said = new ArrayList<>(
                release.flatMap(RenderedRelease::migration).flatMap(RenderedRelease.Migration::ordered)
                        .map(VerdictSettings::of).orElse(List.of()));
        release.map(RenderedRelease::limits).filter(limits -> !limits.equals(RenderedRelease.Limits.STANDARD))
                .ifPresent(limits -> said.add(List.of("limits", limits)));
        return said.isEmpty() ? Fingerprint.of(draft) : Fingerprint.of(draft, said);
    }

    private Optional<ReleaseMaker.Part> part(TargetSpec target, Component component, SecretValues secrets,
            Problems problems) {
        Scope scope = new Scope(engine, agent, context.of(target, component));
        HostRoots roots = new HostRoots(
                state.targets().keySet().stream().filter(t -> !t.isHost()).map(TargetName::value).toList());
        return problems.attempt(component.place(),
                () -> new Walls(target, component, agent, roots, scope.paths(component.spec().roots())))
                .map(walls -> new ReleaseMaker.Part(component, scope,
                        new FileMaker(component, target, repo.files(), templates, secrets), walls));
    }

    /** The socket that is held across restarts is no part of any one release. */
    private static void sockets(TargetSpec target, List<ReleaseMaker.Part> parts, Problems problems, Parts made) {
        if (target.site().filter(s -> s.release().strategy() == Strategy.RESTART).isEmpty()) {
            return;
        }
        for (ReleaseMaker.Part part : parts) {
            for (ProcessSpec process : part.component().spec().processes()) {
                process.socket().ifPresent(template -> problems.attempt(template.at(), () -> {
                    if (part.scope().wanted(process.when().orElse(null))) {
                        String unit = target.name() + "-" + process.name() + ".socket";
                        String path = part.scope().agent().below("/run/sites/" + target.name() + "/current.sock");
                        made.file(part.walls().process(part.files().unit(template, unit, part.scope(),
                                Map.of("process", process.name(), "unit", unit, "socket", path))));
                    }
                    return true;
                }));
            }
        }
    }

    /** The first component that says so. */
    private Optional<Endpoint> front(List<ReleaseMaker.Part> parts, Problems problems) {
        for (ReleaseMaker.Part part : parts) {
            Optional<Template> front = part.component().spec().front();
            if (front.isPresent()) {
                return problems.attempt(front.get().at(), () -> Endpoints.parse(part.scope().line(front.get()), agent));
            }
        }
        return Optional.empty();
    }

    private Map<String, Validator> validators(TargetSpec target, Parts made, Problems problems) {
        Map<String, Validator> validators = new LinkedHashMap<>();
        Set<String> named = new HashSet<>();
        made.files().stream().map(RenderedFile::validator).filter(v -> v != null).forEach(named::add);
        target.validators().forEach((name, component) -> {
            if (named.contains(name)) {
                problems.attempt(component.place(), () -> validator(name, component, target))
                        .ifPresent(v -> validators.put(name, v));
            }
        });
        return validators;
    }

    private Validator validator(String name, Component component, TargetSpec target) throws RenderException {
        ComponentSpec.ValidatorSpec spec = component.spec().validators().get(name);
        if (spec == null) {
            throw new IllegalArgumentException("the validator '" + name + "' has gone");
        }
        Scope scope = new Scope(engine, agent, context.of(target, component));
        String tree = spec.tree().isPresent() ? scope.path(spec.tree().get()) : null;
        return new Validator(name, tree, scope.argv(spec.run()), spec.silent());
    }

    private static HealthPolicy health(TargetSpec target, CheckMaker checks, Optional<RenderedRelease> release) {
        boolean web = release.flatMap(RenderedRelease::web).isPresent();
        return target.site().map(SiteSpec::health)
                .map(h -> new HealthPolicy(checks.all(web), h.passes(), h.interval(), h.deadline(),
                        target.site().map(s -> s.release().soak()).orElse(Duration.ZERO)))
                .orElseGet(() -> new HealthPolicy(checks.all(web), 3, Duration.ofSeconds(1), Duration.ofSeconds(60),
                        Duration.ZERO));
    }

    private List<Problem> withHint(List<Problem> problems) {
        if (context.unclear().isEmpty() || problems.stream().noneMatch(p -> p.message().contains("sites"))) {
            return problems;
        }
        List<Problem> all = new ArrayList<>(problems);
        all.add(Place.of(ConfigRepo.hostFile(state.host()))
                .problem("host.sites is not known while these sites cannot be read: "
                        + String.join(", ", context.unclear().stream().map(TargetName::value).toList()),
                        "mend them first"));
        return all;
    }
}
