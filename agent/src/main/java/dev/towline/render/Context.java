package dev.towline.render;

import dev.towline.desired.Component;
import dev.towline.desired.ConfigRepo;
import dev.towline.desired.DesiredState;
import dev.towline.desired.Located;
import dev.towline.desired.Parsed;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.TargetName;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.Vars;
import dev.towline.host.Facts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What templates see: all the variables at the top, as in Ansible, and {@code host}, {@code site}, {@code root} beside them. */
final class Context {
    private final AgentFacts agent;
    private final Map<String, Object> host;
    private final List<TargetName> unclear;

    Context(ConfigRepo repo, DesiredState state, Facts facts, AgentFacts agent) {
        this.agent = agent;
        Map<String, Object> known = new LinkedHashMap<>(facts.asMap());
        known.put("hooks", agent.hooks());
        known.put("agent_listen", agent.listen());
        List<TargetName> names = state.targets().keySet().stream().filter(t -> !t.isHost()).toList();
        this.unclear = names.stream().filter(n -> spec(repo, n).isEmpty()).toList();
        if (unclear.isEmpty()) {
            // A list without the sites that cannot be read would make host-wide files drop sites that still run.
            known.put("sites", names.stream().map(n -> site(n, spec(repo, n).orElseThrow())).toList());
        }
        this.host = Collections.unmodifiableMap(known);
    }

    /** Sites of the host whose file cannot be read; while there are any, {@code host.sites} is undefined. */
    List<TargetName> unclear() {
        return unclear;
    }

    /** The variables for one component's templates: every component's defaults, its own over them, then what is set. */
    Map<String, @Nullable Object> of(TargetSpec target, Component component) {
        Vars vars = Vars.NONE;
        for (Component each : target.components()) {
            vars = vars.under(each.spec().vars());
        }
        vars = vars.under(component.spec().vars()).under(target.vars());
        return framed(target, vars);
    }

    /** The variables for texts in the target's own file. */
    Map<String, @Nullable Object> of(TargetSpec target) {
        Vars vars = Vars.NONE;
        for (Component each : target.components()) {
            vars = vars.under(each.spec().vars());
        }
        return framed(target, vars.under(target.vars()));
    }

    private Map<String, @Nullable Object> framed(TargetSpec target, Vars vars) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(vars.values());
        all.put("host", host);
        all.put("root", agent.root());
        target.site().ifPresent(site -> all.put("site", site(target.name(), site)));
        return all;
    }

    String home(TargetName site) {
        return agent.below("/opt/" + site);
    }

    String run(TargetName site) {
        return agent.below("/run/sites/" + site);
    }

    private Map<String, Object> site(TargetName name, SiteSpec spec) {
        Map<String, Object> site = new LinkedHashMap<>();
        site.put("name", name.value());
        site.put("user", spec.user().map(u -> u.value().value()).orElse(name.value()));
        site.put("home", home(name));
        site.put("shared", home(name) + "/shared");
        site.put("current", home(name) + "/current");
        site.put("previous", home(name) + "/previous");
        site.put("run", run(name));
        site.put("current_socket", run(name) + "/current.sock");
        site.put("domain", spec.domain().value().value());
        List<String> aliases = spec.aliases().stream().map(a -> a.value().value()).toList();
        site.put("aliases", aliases);
        List<String> domains = new ArrayList<>(List.of(spec.domain().value().value()));
        domains.addAll(aliases);
        site.put("domains", List.copyOf(domains));
        site.put("strategy", spec.release().strategy().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        spec.port().map(Located<Integer>::value).ifPresent(port -> site.put("port", port.longValue()));
        return Collections.unmodifiableMap(site);
    }

    private static Optional<SiteSpec> spec(ConfigRepo repo, TargetName site) {
        Parsed<SiteSpec> parsed = repo.sites().get(site);
        return parsed == null ? Optional.empty() : parsed.value();
    }
}
