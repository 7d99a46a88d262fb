package dev.towline.desired.parse;

import dev.towline.desired.Desired;
import dev.towline.desired.Located;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.TargetName;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.UserName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names, users and ports that only one site of a host can have. */
final class Claims {
    private final Map<String, TargetName> owners = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Set<TargetName> delegated = new HashSet<>();
    private final SortedMap<TargetName, List<Problem>> problems = new TreeMap<>();

    private Claims() {}

    static SortedMap<TargetName, List<Problem>> clashes(SortedMap<TargetName, Desired> targets) {
        Claims claims = new Claims();
        targets.values().forEach(desired -> {
            switch (desired) {
                case Desired.Wanted wanted -> wanted.spec().site().ifPresent(site -> claims.site(wanted.spec(), site));
                case Desired.Refused _ -> {
                }
            }
        });
        return claims.problems;
    }

    private void site(TargetSpec spec, SiteSpec site) {
        if (spec.delegated().isPresent()) {
            delegated.add(spec.name());
        }
        TargetName name = spec.name();
        claim(name, "the domain " + site.domain().value(), site.domain().at());
        site.aliases().forEach(alias -> claim(name, "the domain " + alias.value(), alias.at()));
        claim(name, "the user " + spec.user(), site.user().map(Located<UserName>::at).orElse(Place.of(spec.file())));
        site.port().ifPresent(port -> claim(name, "the port " + port.value(), port.at()));
    }

    private void claim(TargetName name, String what, Place at) {
        TargetName first = owners.putIfAbsent(what, name);
        Place firstAt = places.putIfAbsent(what, at);
        if (first == null || firstAt == null) {
            return;
        }
        if (first.equals(name)) {
            add(name, at.problem(what + " is here twice", "remove one"));
            return;
        }
        // Who was given a site cannot stop another one by asking for what that one has.
        boolean one = delegated.contains(name);
        boolean other = delegated.contains(first);
        if (one || !other) {
            add(name, at.problem(what + " is also claimed by the site " + first, "give one of them another"));
        }
        if (other || !one) {
            add(first, firstAt.problem(what + " is also claimed by the site " + name, "give one of them another"));
        }
    }

    private void add(TargetName name, Problem problem) {
        problems.computeIfAbsent(name, _ -> new ArrayList<>()).add(problem);
    }
}
