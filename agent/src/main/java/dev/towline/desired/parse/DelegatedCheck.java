package dev.towline.desired.parse;

import dev.towline.desired.Component;
import dev.towline.desired.DelegatedSpec;
import dev.towline.desired.DomainName;
import dev.towline.desired.LimitsSpec;
import dev.towline.desired.Located;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.Vars;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the owner of a delegated site asks for and was not given. */
final class DelegatedCheck {
    private final TargetSpec target;
    private final SiteSpec site;
    private final DelegatedSpec given;
    private final Place file;
    private final List<Problem> problems = new ArrayList<>();

    private DelegatedCheck(TargetSpec target, SiteSpec site, DelegatedSpec given) {
        this.target = target;
        this.site = site;
        this.given = given;
        this.file = Place.of(target.file());
    }

    static List<Problem> of(TargetSpec target) {
        if (target.site().isEmpty() || target.delegated().isEmpty()) {
            return List.of();
        }
        DelegatedCheck check = new DelegatedCheck(target, target.site().get(), target.delegated().get());
        check.names();
        check.components();
        check.limits(target.site().get().release().limits());
        check.values(target.site().get().vars());
        return check.problems;
    }

    private void names() {
        domain(site.domain());
        site.aliases().forEach(this::domain);
        site.app().map(app -> app.repo().text())
                .filter(url -> given.repos().stream().noneMatch(prefix -> CredentialChoice.covers(prefix, url)))
                .ifPresent(url -> refuse(file, "an app from " + url, "repos"));
        site.user().filter(user -> !user.value().value().equals(target.name().value()))
                .ifPresent(user -> problems.add(user.at().problem("the delegated site " + target.name()
                        + " runs as its own user, " + target.name(), "remove 'user'")));
        site.port().filter(port -> !given.port().filter(port.value()::equals).isPresent())
                .ifPresent(port -> refuse(port.at(), "the port " + port.value(), "port"));
        site.secrets().stream().filter(secret -> !given.secrets().contains(secret))
                .forEach(secret -> refuse(file, "the secret " + secret, "secrets"));
        if (!site.adopt().isEmpty()) {
            problems.add(site.adopt().getFirst().at().problem(
                    "the delegated site " + target.name() + " may not take over what is on the host",
                    "remove 'adopt'"));
        }
    }

    private void domain(Located<DomainName> domain) {
        if (!given.domains().contains(domain.value())) {
            refuse(domain.at(), "the domain " + domain.value(), "domains");
        }
    }

    /** What one site's build takes, the others of the host lack. */
    private void limits(LimitsSpec wanted) {
        LimitsSpec most = given.limits();
        wanted.memory().filter(memory -> most.memory().filter(m -> m.bytes() >= memory.bytes()).isEmpty())
                .ifPresent(memory -> refuse(file, "release.limits.memory: " + memory, "limits.memory"));
        if (wanted.tasks() > most.tasks()) {
            refuse(file, "release.limits.tasks: " + wanted.tasks(), "limits.tasks");
        }
        if (wanted.output().bytes() > most.output().bytes()) {
            refuse(file, "release.limits.output: " + wanted.output(), "limits.output");
        }
    }

    private void components() {
        site.components().stream().filter(c -> !given.components().contains(c.value()))
                .forEach(c -> refuse(c.at(), "the component " + c.value(), "components"));
        for (Component component : target.components()) {
            boolean privileged = component.shipped() || target.admitted().contains(component.name());
            if (privileged && !component.declares()) {
                problems.add(file.problem("the delegated site " + target.name() + " may not name " + component
                        + ", which does not declare its variables", "declare them in its 'variables'"));
            }
        }
    }

    private void values(Vars written) {
        for (Component component : target.components()) {
            component.spec().variables().forEach((name, declared) -> {
                if (declared.trusted() && written.values().containsKey(name)) {
                    problems.add(Objects.requireNonNullElse(written.places().get(name), file)
                            .problem("the delegated site " + target.name() + " may not set " + name,
                                    "the host's owner can set it in the host's 'vars'"));
                }
            });
        }
    }

    private void refuse(Place at, String what, String key) {
        problems.add(at.problem("the delegated site " + target.name() + " may not have " + what,
                "the host's owner can add it to delegated." + target.name() + "." + key));
    }
}
